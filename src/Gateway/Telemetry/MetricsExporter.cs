using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry;

/// <summary>Hands out all metrics as text when it is asked, one asker at a time.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class MetricsExporter : BaseExporter<Metric>, IPullMetricExporter
{
    // Observed instruments answer from memory; this is for one that does not.
    private const int LongestCollection = 5000;

    private readonly SemaphoreSlim _one = new(1);
    private MetricsText? _text;

    public MetricsExporter() => Reader = new BaseExportingMetricReader(this) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };

    public MetricReader Reader { get; }

    /// <summary>Set by the reader.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>All metrics as they are now; null when they could not be had in time.</summary>
    public async Task<byte[]?> ReadAsync(bool isOpenMetrics, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            _text = new MetricsText(isOpenMetrics);
            return Collect!(LongestCollection) ? _text.End() : null;
        }
        finally
        {
            _text = null;
            _one.Release();
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            _text?.Write(metric);
        }

        return ExportResult.Success;
    }

    protected override void Dispose(bool disposing)
    {
        _one.Dispose();
        base.Dispose(disposing);
    }
}
