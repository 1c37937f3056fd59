namespace Gateway.Upstreams;

/// <summary>What a cluster's refusal means for the rest of the chain.</summary>
internal enum Continuation
{
    /// <summary>It is the answer.</summary>
    Final,

    /// <summary>The next cluster is asked.</summary>
    Next,
}
