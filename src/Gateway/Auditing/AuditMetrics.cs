using System.Diagnostics.Metrics;

namespace Gateway.Auditing;

/// <summary>Counts what is written down and what is not. Meter <c>Gateway.Auditing</c>.</summary>
internal sealed class AuditMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _written;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _refused;

    public AuditMetrics(IMeterFactory meters)
    {
        var meter = _meter = meters.Create("Gateway.Auditing");
        _written = meter.CreateCounter<long>("gateway.audit.records", description: "Records that were written.");
        _lost = meter.CreateCounter<long>("gateway.audit.lost", description: "Records that were not written.");
        _refused = meter.CreateCounter<long>("gateway.audit.refused", description: "Requests that were refused because they could not be recorded.");
    }

    /// <summary>Shows how full the queue is.</summary>
    /// <param name="waiting">How many records wait to be written.</param>
    /// <param name="most">How many may.</param>
    public void Observe(Func<int> waiting, int most)
    {
        _meter.CreateObservableGauge("gateway.audit.queue", waiting, description: "Records that wait to be written.");
        _meter.CreateObservableGauge("gateway.audit.queue_limit", () => most, description: "How many records may wait.");
    }

    public void Written(int records) => _written.Add(records);

    /// <param name="sink"><c>queue-full</c>, or <c>standard-output</c> where only that one missed them.</param>
    public void Lost(string sink) => _lost.Add(1, new KeyValuePair<string, object?>("reason", sink));

    public void Refused() => _refused.Add(1);
}
