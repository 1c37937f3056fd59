namespace Gateway.Caching;

/// <summary>Takes kept answers out of every tier, here at once and everywhere within a second.</summary>
internal sealed class Purges(MemoryTier memory, PurgeStamps stamps, PurgeBacklog backlog, RedisMetrics metrics, RedisPurger? redis = null)
{
    public PurgeStamps Stamps => stamps;

    /// <summary>Makes sure that nothing of this tag is served that was fetched before; <see cref="PurgeStamps.Everything"/> is the tag of all.</summary>
    public async ValueTask<PurgeResult> ForgetAsync(string tag)
    {
        var isShared = redis is not null && await redis.TryPurgeAsync(tag);
        if (!isShared)
        {
            stamps.PurgeHere(tag);
            backlog.Add(redis is null ? [] : [tag]);
        }

        metrics.Purged("here");
        var isConcerned = CacheTags.Concerned(tag);
        var removed = memory.RemoveWhere((_, entry) => isConcerned(entry.Tags) && !stamps.IsCurrent(entry));
        return new PurgeResult(removed, 0, redis is null, isShared || redis is null);
    }

    /// <summary>The same, and frees the space in Redis as far as a bounded look reaches.</summary>
    public async Task<PurgeResult> PurgeAsync(string tag, CancellationToken cancellation)
    {
        var forgotten = await ForgetAsync(tag);
        if (redis is null || !forgotten.IsShared)
        {
            return forgotten;
        }

        var (removed, isComplete) = await redis.RemoveAsync(tag, cancellation);
        return forgotten with { Redis = removed, IsComplete = isComplete };
    }
}
