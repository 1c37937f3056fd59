using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Mirroring;

/// <summary>The instruments of mirroring. Every tag value is out of a closed set or a name from the settings.</summary>
internal sealed class MirrorMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _differences;
    private readonly Counter<long> _warmed;

    public MirrorMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Gateway.Mirroring");
        _sent = _meter.CreateCounter<long>("gateway.mirror.sent", description: "Copies that a mirror answered.");
        _dropped = _meter.CreateCounter<long>("gateway.mirror.dropped", description: "Copies that no mirror answered, and why.");
        _differences = _meter.CreateCounter<long>("gateway.mirror.differences", description: "Answers of mirrors that differ from what was served.");
        _warmed = _meter.CreateCounter<long>("gateway.warm.requests", description: "Artifacts that a cluster was asked for after it had recovered.");
    }

    /// <summary>Shows what waits for mirrors.</summary>
    public void Observe(IReadOnlyList<Mirror> mirrors)
    {
        _meter.CreateObservableGauge("gateway.mirror.queue", () => Of(mirrors, mirror => mirror.Waiting), description: "Copies that wait for a mirror.");
        _meter.CreateObservableGauge("gateway.mirror.queue_limit", () => Of(mirrors, mirror => mirror.Options.QueueLength), description: "How many copies may wait.");
    }

    public void Warmed(string cluster, bool isServed) =>
        _warmed.Add(1, new TagList { { "cluster", cluster }, { "result", isServed ? "served" : "failed" } });

    public void Sent(string mirror) => _sent.Add(1, new KeyValuePair<string, object?>("mirror", mirror));

    public void Dropped(string mirror, DropReason reason) => _dropped.Add(1, new TagList { { "mirror", mirror }, { "reason", reason.Word() } });

    /// <param name="mirror">The mirror.</param>
    /// <param name="kind"><c>status</c> or <c>body</c>.</param>
    public void Differed(string mirror, string kind) => _differences.Add(1, new TagList { { "mirror", mirror }, { "kind", kind } });

    private static IEnumerable<Measurement<int>> Of(IReadOnlyList<Mirror> mirrors, Func<Mirror, int> value) =>
        mirrors.Select(mirror => new Measurement<int>(value(mirror), new KeyValuePair<string, object?>("mirror", mirror.Name)));
}
