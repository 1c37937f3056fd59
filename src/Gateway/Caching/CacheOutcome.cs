namespace Gateway.Caching;

/// <summary>How an answer was come by; the words of <c>Cache-Status</c> (RFC 9211) and of metrics.</summary>
internal enum CacheOutcome
{
    /// <summary>Kept and believed.</summary>
    Hit,

    /// <summary>Kept, no longer believed, served while it is asked for again.</summary>
    Revalidating,

    /// <summary>Kept, no longer believed, served because every cluster failed.</summary>
    StaleIfError,

    /// <summary>Fetched for this request.</summary>
    Miss,

    /// <summary>Fetched for another request that was under way.</summary>
    Joined,
}
