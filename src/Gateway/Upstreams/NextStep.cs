namespace Gateway.Upstreams;

/// <summary>What follows an attempt.</summary>
internal enum NextStep
{
    /// <summary>Nobody else is asked.</summary>
    End,

    /// <summary>Another destination of the cluster is asked, then the next cluster.</summary>
    NextDestination,

    /// <summary>The next cluster is asked.</summary>
    NextCluster,
}
