using System.Diagnostics.Metrics;
using Gateway.Settings;

namespace Gateway.Caching;

/// <summary>Shows what the tiers hold and whether they are used. Meter <c>Gateway.Caching</c>.</summary>
internal sealed class TierMetrics
{
    public TierMetrics(IMeterFactory meters, MemoryTier memory, CurrentSnapshot current, RedisLink? redis = null)
    {
        var meter = meters.Create("Gateway.Caching");
        meter.CreateObservableGauge("gateway.cache.entries", () => memory.Count, description: "Answers in memory.");
        meter.CreateObservableGauge("gateway.cache.size", () => memory.Bytes, "By", "What the answers in memory take, keys and overhead included.");
        meter.CreateObservableGauge("gateway.cache.size_limit", () => memory.Bound, "By", "What they may take.");
        meter.CreateObservableCounter("gateway.cache.evictions", () => memory.Evictions, description: "Answers that left memory for others.");
        meter.CreateObservableCounter("gateway.cache.refusals", () => memory.Refusals, description: "Answers that memory did not take: too large, or worth less than what would have to go.");
        meter.CreateObservableGauge(
            "gateway.cache.stale_limit", () => current.Value.Settings.Caching.StaleIfError.TotalSeconds, "s", "How long past its lifetime an answer is served when every cluster fails.");
        if (redis is not null)
        {
            meter.CreateObservableGauge("gateway.redis.used", () => redis.IsUsed ? 1 : 0, description: "Whether requests ask Redis now.");
        }
    }
}
