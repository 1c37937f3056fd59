using System.Collections.Frozen;
using Gateway.Settings;

namespace Gateway.Access.Advisories;

/// <summary>The feeds of the settings in force. One that the settings still name keeps what it knows.</summary>
internal sealed class AdvisoryFeeds : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CurrentSnapshot _current;
    private readonly AdvisoriesMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<AdvisoryFeed> _logger;
    private volatile FrozenDictionary<string, AdvisoryFeed> _feeds = FrozenDictionary<string, AdvisoryFeed>.Empty;

    public AdvisoryFeeds(CurrentSnapshot current, AdvisoriesMetrics metrics, TimeProvider time, ILogger<AdvisoryFeed> logger)
    {
        (_current, _metrics, _time, _logger) = (current, metrics, time, logger);
        metrics.Observe(() => All, time);
        current.Replaced += Follow;
    }

    public IReadOnlyList<AdvisoryFeed> All => _feeds.Values;

    /// <summary>A feed by its name; null for the moment in which new settings come into force.</summary>
    public AdvisoryFeed? Find(string name) => _feeds.GetValueOrDefault(name);

    /// <summary>Has the feeds that the settings in force name.</summary>
    public void Follow()
    {
        lock (_gate)
        {
            var before = _feeds;
            var now = _current.Value.Settings.Advisories.ToFrozenDictionary(
                feed => feed.Key,
                feed => before.GetValueOrDefault(feed.Key) is { } kept && IsSame(kept.Options, feed.Value) ? kept : Create(feed.Key, feed.Value, before),
                StringComparer.OrdinalIgnoreCase);
            _feeds = now;
            foreach (var gone in before.Values.Except(now.Values))
            {
                gone.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _current.Replaced -= Follow;
        foreach (var feed in _feeds.Values)
        {
            feed.Dispose();
        }
    }

    private AdvisoryFeed Create(string name, AdvisoryFeedOptions options, FrozenDictionary<string, AdvisoryFeed> before)
    {
        var feed = new AdvisoryFeed(name, options, _metrics, _time, _logger);
        if (before.GetValueOrDefault(name) is { } kept)
        {
            feed.Inherit(kept);
        }

        return feed;
    }

    private static bool IsSame(AdvisoryFeedOptions left, AdvisoryFeedOptions right) =>
        (left.Source, left.Refresh, left.Timeout, left.LargestMegabytes, left.Authorities, left.WhenUnread)
        == (right.Source, right.Refresh, right.Timeout, right.LargestMegabytes, right.Authorities, right.WhenUnread);
}
