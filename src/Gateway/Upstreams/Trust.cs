namespace Gateway.Upstreams;

/// <summary>Who runs a cluster.</summary>
internal enum Trust
{
    /// <summary>Others: it never hears of a private module.</summary>
    Public,

    /// <summary>The company itself.</summary>
    Internal,
}
