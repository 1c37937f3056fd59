using System.Diagnostics.Metrics;

namespace Gateway.Limits;

/// <summary>The instruments of limits. Every tag value is out of a closed set.</summary>
internal sealed class LimitsMetrics
{
    private readonly Counter<long> _waited;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _connections;
    private readonly Counter<long> _cutOff;

    public LimitsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Gateway.Limits");
        _waited = meter.CreateCounter<long>("gateway.limits.waited", description: "Requests that waited for their turn, by limit.");
        _refused = meter.CreateCounter<long>("gateway.limits.refused", description: "Requests that got no turn, by limit.");
        _failures = meter.CreateCounter<long>("gateway.limits.failures", description: "Wrong credentials.");
        _connections = meter.CreateCounter<long>("gateway.limits.connections_refused", description: "Connections that were closed at once, by bound.");
        _cutOff = meter.CreateCounter<long>("gateway.limits.cut_off", description: "Requests that took too long.");
    }

    public void Waited(string limit) => _waited.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void Refused(string limit) => _refused.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void Failed() => _failures.Add(1);

    public void ConnectionRefused(string bound) => _connections.Add(1, new KeyValuePair<string, object?>("bound", bound));

    public void CutOff() => _cutOff.Add(1);
}
