using System.Diagnostics.Metrics;

namespace Gateway.Caching;

/// <summary>The instruments of the cache. Every tag value is out of a closed set.</summary>
internal sealed class CachingMetrics
{
    private readonly Counter<long> _requests;
    private readonly Counter<long> _hits;
    private readonly Histogram<double> _stale;

    public CachingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Gateway.Caching");
        _requests = meter.CreateCounter<long>("gateway.cache.requests", description: "Requests that asked the cache, by how the answer was come by.");
        _hits = meter.CreateCounter<long>("gateway.cache.hits", description: "Answers that were found kept and were believed, by where they were found.");
        _stale = meter.CreateHistogram("gateway.cache.stale", "s", "How long an answer that was served was no longer believed.", advice: new InstrumentAdvice<double>
        {
            // From a refresh that is late to an outage of days.
            HistogramBucketBoundaries = [1, 10, 60, 300, 900, 3600, 10800, 21600, 43200, 86400, 259200, 604800],
        });
    }

    public void Asked(CacheOutcome outcome) => _requests.Add(1, new KeyValuePair<string, object?>("outcome", Word(outcome)));

    /// <param name="isInMemory">Whether it was in memory; else Redis had it.</param>
    public void Found(bool isInMemory) => _hits.Add(1, new KeyValuePair<string, object?>("tier", isInMemory ? "memory" : "redis"));

    public void ServedStale(TimeSpan age) => _stale.Record(age.TotalSeconds);

    public static string Word(CacheOutcome outcome) => outcome switch
    {
        CacheOutcome.Hit => "hit",
        CacheOutcome.Revalidating => "revalidating",
        CacheOutcome.StaleIfError => "stale-if-error",
        CacheOutcome.Joined => "joined",
        _ => "miss",
    };
}
