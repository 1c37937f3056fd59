using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Health;

/// <summary>The instruments of health. Every tag value is out of a closed set or a name from the settings.</summary>
internal sealed class HealthMetrics
{
    public const string MeterName = "Gateway.Health";

    private readonly Counter<long> _transitions;
    private readonly Counter<long> _probes;

    public HealthMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _transitions = meter.CreateCounter<long>("gateway.health.transitions", description: "Changes of state of destinations.");
        _probes = meter.CreateCounter<long>("gateway.health.probes", description: "Probes, by kind and whether they were a good sign.");
    }

    public void Changed(Transition transition) => _transitions.Add(1, new TagList
    {
        { "cluster", transition.Cluster },
        { "destination", transition.Destination },
        { "from", transition.From.ToString() },
        { "to", transition.To.ToString() },
    });

    public void Probed(Standing standing, string kind, bool isGood) => _probes.Add(1, new TagList
    {
        { "cluster", standing.Cluster },
        { "destination", standing.Name },
        { "kind", kind },
        { "result", isGood ? "good" : "bad" },
    });
}
