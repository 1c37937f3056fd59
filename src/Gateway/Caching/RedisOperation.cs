namespace Gateway.Caching;

/// <summary>What Redis is asked for.</summary>
internal enum RedisOperation
{
    Get,
    Set,
    Remove,

    /// <summary>Takes the lease under which one gateway fetches for all.</summary>
    Lease,
    Release,

    /// <summary>The look at the shared purges that also shows whether Redis answers.</summary>
    Follow,
    Purge,
    Scan,

    /// <summary>The look at the shared drains, and telling of one.</summary>
    Drain,
}
