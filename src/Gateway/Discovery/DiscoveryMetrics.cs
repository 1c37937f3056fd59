using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Discovery;

/// <summary>The instruments of discovery. Every tag value is out of a closed set or a name from the settings.</summary>
internal sealed class DiscoveryMetrics
{
    public const string MeterName = "Gateway.Discovery";

    private readonly Gauge<long> _up;
    private readonly Gauge<long> _destinations;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _skipped;

    public DiscoveryMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _up = meter.CreateGauge<long>("gateway.discovery.up", description: "Whether a source answers: 1, or 0 while what it named last holds.");
        _destinations = meter.CreateGauge<long>("gateway.discovery.destinations", description: "Destinations that a source named last.");
        _changes = meter.CreateCounter<long>("gateway.discovery.changes", description: "Sets of destinations that were taken over from a source.");
        _skipped = meter.CreateCounter<long>("gateway.discovery.skipped", description: "Entries of a source that were no destinations, each time they are new.");
    }

    public void Answered(DiscoveryPlan plan, bool isUp) => _up.Record(isUp ? 1 : 0, Tags(plan));

    public void Named(DiscoveryPlan plan, int destinations) => _destinations.Record(destinations, Tags(plan));

    public void Changed(DiscoveryPlan plan) => _changes.Add(1, Tags(plan));

    public void Skipped(DiscoveryPlan plan, int entries) => _skipped.Add(entries, Tags(plan));

    private static TagList Tags(DiscoveryPlan plan) => new() { { "cluster", plan.Cluster }, { "source", plan.Options.Source.ToString() } };
}
