namespace Gateway.Upstreams;

/// <summary>Whether a route tries its new clusters for a module.</summary>
internal enum Lane
{
    /// <summary>The clusters that the route has always had.</summary>
    Stable,

    /// <summary>The new ones first.</summary>
    Canary,
}
