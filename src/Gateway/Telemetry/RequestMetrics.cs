using System.Diagnostics;
using System.Diagnostics.Metrics;
using Gateway.Caching;
using Gateway.Edge;
using GoModules;

namespace Gateway.Telemetry;

/// <summary>Counts requests as clients see them. Every tag value is out of a closed set or a name from the settings. Meter <c>Gateway.Edge</c>.</summary>
internal sealed class RequestMetrics
{
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _bytes;

    public RequestMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Gateway.Edge");
        // From a hit in memory to a zip of a hundred megabytes on a slow line.
        _duration = meter.CreateHistogram("gateway.request.duration", "s", "Requests, from the first line to the last byte of the answer.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120],
        });
        _bytes = meter.CreateCounter<long>("gateway.response.size", "By", "Bytes of bodies that were handed to clients' connections.");
    }

    public void Ended(Visit visit, string outcome, TimeSpan elapsed)
    {
        // At most eight of them: then the list is no allocation.
        var tags = new TagList
        {
            { "kind", visit.IsPassedThrough ? "pass-through" : Word(visit.Request?.Kind) },
            { "route", visit.Route ?? "" },
            { "outcome", outcome },
            { "cache", visit.Outcome is { } cache ? CachingMetrics.Word(cache) : "" },
        };
        _duration.Record(elapsed.TotalSeconds, tags);
        if (visit.Bytes > 0)
        {
            _bytes.Add(visit.Bytes, tags);
        }
    }

    public static string Word(GoRequestKind? kind) => kind switch
    {
        GoRequestKind.List => "list",
        GoRequestKind.Latest => "latest",
        GoRequestKind.Info => "info",
        GoRequestKind.Mod => "mod",
        GoRequestKind.Zip => "zip",
        GoRequestKind.ChecksumSupported => "checksum-supported",
        GoRequestKind.ChecksumLatest => "checksum-latest",
        GoRequestKind.ChecksumLookup => "checksum-lookup",
        GoRequestKind.ChecksumTile => "checksum-tile",
        _ => "other",
    };
}
