namespace Gateway.Caching;

/// <summary>What Redis is asked for.</summary>
internal enum RedisOperation
{
    Get,
    Set,
    Remove,

    /// <summary>The look at the shared purges that also shows whether Redis answers.</summary>
    Follow,
    Purge,
    Scan,
}
