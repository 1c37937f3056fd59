using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Upstreams;

/// <summary>The instruments of fetching. Every tag value is out of a closed set or a name from the settings.</summary>
internal sealed class UpstreamMetrics
{
    public const string MeterName = "Gateway.Upstreams";

    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _fellBack;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _hedged;
    private readonly Counter<long> _linesDropped;
    private readonly Counter<long> _resumed;
    private readonly Counter<long> _broken;
    private readonly Counter<long> _aborted;

    public UpstreamMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _attempts = meter.CreateCounter<long>("gateway.upstream.attempts", description: "Questions to destinations, by cluster, destination and how they ended.");
        _durations = meter.CreateHistogram("gateway.upstream.duration", "s", "From a question to the first byte of what is an answer, or to the failure.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
        });
        _fellBack = meter.CreateCounter<long>("gateway.upstream.fallbacks", description: "Requests that a cluster failed, for which another destination was asked.");
        _retried = meter.CreateCounter<long>("gateway.upstream.retries", description: "Clusters that were asked again, because nobody else was left.");
        _hedged = meter.CreateCounter<long>("gateway.upstream.hedges", description: "Slow clusters beside which another one was asked.");
        _linesDropped = meter.CreateCounter<long>("gateway.upstream.list_lines_dropped", description: "Lines of version lists that were no versions.");
        _resumed = meter.CreateCounter<long>("gateway.upstream.resumed", description: "Zips that broke and were taken up again.");
        _broken = meter.CreateCounter<long>("gateway.upstream.broken", description: "Zips that broke and could not be taken up again.");
        _aborted = meter.CreateCounter<long>("gateway.upstream.aborted", description: "Zips that broke for good for a client that had begun to get them: it was cut off.");
    }

    public void Attempted(Attempt attempt, Lane lane)
    {
        var tags = new TagList
        {
            { "cluster", attempt.Upstream.Name }, { "destination", attempt.Destination?.State.DestinationId ?? "" }, { "reason", attempt.Outcome.Reason }, { "lane", lane.Word() },
        };
        _attempts.Add(1, tags);
        _durations.Record(attempt.Elapsed.TotalSeconds, tags);
    }

    public void FellBack(Upstream failed) => _fellBack.Add(1, new KeyValuePair<string, object?>("cluster", failed.Name));

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
