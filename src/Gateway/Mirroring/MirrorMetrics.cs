using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Mirroring;

/// <summary>The instruments of mirroring. Every tag value is out of a closed set or a name from the settings.</summary>
internal sealed class MirrorMetrics
{
    private readonly Counter<long> _sent;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _differences;
    private readonly Counter<long> _warmed;

    public MirrorMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Gateway.Mirroring");
        _sent = meter.CreateCounter<long>("gateway.mirror.sent", description: "Copies that a mirror answered.");
        _dropped = meter.CreateCounter<long>("gateway.mirror.dropped", description: "Copies that no mirror answered, and why.");
        _differences = meter.CreateCounter<long>("gateway.mirror.differences", description: "Answers of mirrors that differ from what was served.");
        _warmed = meter.CreateCounter<long>("gateway.warm.requests", description: "Artifacts that a cluster was asked for after it had recovered.");
    }

    public void Warmed(string cluster, bool isServed) =>
        _warmed.Add(1, new TagList { { "cluster", cluster }, { "result", isServed ? "served" : "failed" } });

    public void Sent(string mirror) => _sent.Add(1, new KeyValuePair<string, object?>("mirror", mirror));

    public void Dropped(string mirror, DropReason reason) => _dropped.Add(1, new TagList { { "mirror", mirror }, { "reason", reason.Word() } });

    /// <param name="mirror">The mirror.</param>
    /// <param name="kind"><c>status</c> or <c>body</c>.</param>
    public void Differed(string mirror, string kind) => _differences.Add(1, new TagList { { "mirror", mirror }, { "kind", kind } });
}
