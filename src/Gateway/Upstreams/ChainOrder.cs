namespace Gateway.Upstreams;

/// <summary>In which order the clusters of a route are asked.</summary>
internal enum ChainOrder
{
    /// <summary>As the route lists them.</summary>
    Listed,

    /// <summary>The one first whose answers begin soonest, of late.</summary>
    Fastest,
}
