using System.Diagnostics.Metrics;

namespace Gateway.Access.Advisories;

/// <summary>The instruments of advisory feeds. Tags are the names of feeds and rules from the settings, and words out of closed sets.</summary>
internal sealed class AdvisoriesMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _refreshes;
    private readonly Counter<long> _met;

    public AdvisoriesMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Gateway.Access.Advisories");
        _refreshes = _meter.CreateCounter<long>("gateway.advisories.refreshes", description: "Readings of advisory feeds, by what came of them: changed, unchanged or failed.");
        _met = _meter.CreateCounter<long>("gateway.advisories.met", description: "Requests for versions with advisories, by rule and what was done: denied or warned.");
    }

    /// <summary>Shows what is known of feeds.</summary>
    public void Observe(Func<IReadOnlyList<AdvisoryFeed>> feeds, TimeProvider time)
    {
        _meter.CreateObservableGauge("gateway.advisories.age", () => Of(feeds(), state => state.Confirmed is { } at ? (time.GetUtcNow() - at).TotalSeconds : null), unit: "s", description: "Since the source of a feed last said what holds.");
        _meter.CreateObservableGauge("gateway.advisories.entries", () => Of(feeds(), state => state.Index?.Advisories.Count ?? 0), description: "Advisories of a feed that are in force.");
    }

    public void Refreshed(string feed, string outcome) => _refreshes.Add(1, new KeyValuePair<string, object?>("feed", feed), new KeyValuePair<string, object?>("outcome", outcome));

    public void Met(string feed, string rule, bool isDenied) => _met.Add(
        1,
        new KeyValuePair<string, object?>("feed", feed),
        new KeyValuePair<string, object?>("rule", rule),
        new KeyValuePair<string, object?>("effect", isDenied ? "denied" : "warned"));

    private static IEnumerable<Measurement<double>> Of(IEnumerable<AdvisoryFeed> feeds, Func<FeedState, double?> value) =>
        from feed in feeds
        let found = value(feed.State)
        where found is not null
        select new Measurement<double>(found.Value, new KeyValuePair<string, object?>("feed", feed.Name));
}
