using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Upstreams;

/// <summary>The instruments of fetching. Every tag value is out of a closed set or a name from the settings.</summary>
internal sealed class UpstreamMetrics
{
    public const string MeterName = "Gateway.Upstreams";

    private readonly Counter<long> _attempts;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _hedged;
    private readonly Counter<long> _linesDropped;
    private readonly Counter<long> _resumed;
    private readonly Counter<long> _broken;
    private readonly Counter<long> _aborted;

    public UpstreamMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _attempts = meter.CreateCounter<long>("gateway.upstream.attempts", description: "Questions to destinations, by cluster and how they ended.");
        _retried = meter.CreateCounter<long>("gateway.upstream.retries", description: "Clusters that were asked again, because nobody else was left.");
        _hedged = meter.CreateCounter<long>("gateway.upstream.hedges", description: "Slow clusters beside which another one was asked.");
        _linesDropped = meter.CreateCounter<long>("gateway.upstream.list_lines_dropped", description: "Lines of version lists that were no versions.");
        _resumed = meter.CreateCounter<long>("gateway.upstream.resumed", description: "Zips that broke and were taken up again.");
        _broken = meter.CreateCounter<long>("gateway.upstream.broken", description: "Zips that broke and could not be taken up again.");
        _aborted = meter.CreateCounter<long>("gateway.upstream.aborted", description: "Zips that broke for good for a client that had begun to get them: it was cut off.");
    }

    public void Attempted(Upstream upstream, Outcome outcome, Lane lane) =>
        _attempts.Add(1, new TagList { { "cluster", upstream.Name }, { "reason", outcome.Reason }, { "lane", lane.Word() } });

    public void Retried(Upstream upstream) => _retried.Add(1, new KeyValuePair<string, object?>("cluster", upstream.Name));

    public void Hedged(Upstream upstream) => _hedged.Add(1, new KeyValuePair<string, object?>("cluster", upstream.Name));

    public void ListLinesDropped(Upstream upstream, int lines)
    {
        if (lines > 0)
        {
            _linesDropped.Add(lines, new KeyValuePair<string, object?>("cluster", upstream.Name));
        }
    }

    public void Resumed(Upstream upstream) => _resumed.Add(1, new KeyValuePair<string, object?>("cluster", upstream.Name));

    public void Broke(Upstream upstream) => _broken.Add(1, new KeyValuePair<string, object?>("cluster", upstream.Name));

    public void Aborted(string cluster) => _aborted.Add(1, new KeyValuePair<string, object?>("cluster", cluster));
}
