using System.Diagnostics.Metrics;
using Gateway.Settings;
using Gateway.Upstreams;

namespace Gateway.Health;

/// <summary>Shows the state of every destination of the settings in force. Meter <c>Gateway.Health</c>.</summary>
internal sealed class DestinationMetrics
{
    private readonly CurrentSnapshot _current;

    public DestinationMetrics(IMeterFactory meters, CurrentSnapshot current)
    {
        _current = current;
        var meter = meters.Create(HealthMetrics.MeterName);
        meter.CreateObservableGauge("gateway.destination.state", States, description: "1 for the state that a destination is in, 0 for the others.");
        Gauge(meter, "gateway.destination.in_rotation", "Whether a destination gets requests.", one => one.Standing.IsInRotation && !one.IsDown ? 1 : 0);
        Gauge(meter, "gateway.destination.breaker_open", "Whether a destination is left alone because too many requests failed there.", one => one.Standing.Breaker.IsOpen ? 1 : 0);
        Gauge(meter, "gateway.destination.weight", "The weight of a destination now: the configured one by how well it is.", one => one.EffectiveWeight);
        Gauge(meter, "gateway.destination.in_flight", "Requests that a destination has not answered to the end.", one => one.State.ConcurrentRequestCount);
        Gauge(meter, "gateway.destination.since", "When a destination came to be in its state, since 1970.", one => one.Standing.Since.ToUnixTimeSeconds(), "s");
    }

    private void Gauge(Meter meter, string name, string description, Func<Destination, double> read, string? unit = null) => meter.CreateObservableGauge(
        name, () => Destinations.Select(one => new Measurement<double>(read(one), Tag("cluster", one.Standing.Cluster), Tag("destination", one.Standing.Name))), unit, description);

    private IEnumerable<Measurement<int>> States() =>
        from one in Destinations
        from state in Enum.GetValues<HealthState>()
        select new Measurement<int>(
            one.Standing.State == state ? 1 : 0, Tag("cluster", one.Standing.Cluster), Tag("destination", one.Standing.Name), Tag("state", state.ToString()));

    private IEnumerable<Destination> Destinations => _current.Value.Upstreams.Values.SelectMany(upstream => upstream.Destinations);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
