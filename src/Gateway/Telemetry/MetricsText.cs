using System.Globalization;
using System.Text;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry;

/// <summary>Writes metrics in Prometheus' text format 0.0.4, or in OpenMetrics 1.0.0, which has exemplars.</summary>
internal sealed class MetricsText(bool isOpenMetrics)
{
    private const string Total = "_total";

    private readonly StringBuilder _text = new(64 * 1024);

    public void Write(Metric metric)
    {
        var kind = KindOf(metric.MetricType);
        if (kind is null)
        {
            return;
        }

        var family = MetricName.Of(metric.Name, metric.Unit, kind == "histogram");
        Head(kind == "counter" && !isOpenMetrics ? family + Total : family, kind, metric);
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point.Tags);
            if (kind == "histogram")
            {
                Histogram(family, labels, point);
            }
            else
            {
                Sample(kind == "counter" ? family + Total : family, labels, Value(metric.MetricType, point));
            }
        }
    }

    /// <summary>The whole text.</summary>
    public byte[] End() => Encoding.UTF8.GetBytes((isOpenMetrics ? _text.Append("# EOF\n") : _text).ToString());

    private void Head(string name, string kind, Metric metric)
    {
        var help = metric.Description.Length > 0 ? metric.Description : metric.Name;
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {Escaped(help, isOpenMetrics)}\n# TYPE {name} {kind}\n");
        if (isOpenMetrics && MetricName.UnitOf(metric.Unit) is { Length: > 0 } unit)
        {
            _text.Append(CultureInfo.InvariantCulture, $"# UNIT {name} {unit}\n");
        }
    }

    private void Histogram(string family, string labels, in MetricPoint point)
    {
        var rest = labels.Length > 0 ? labels + "," : "";
        var exemplars = isOpenMetrics && point.TryGetExemplars(out var found) ? found : default;
        var (below, lower) = (0L, double.NegativeInfinity);
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            _text.Append(CultureInfo.InvariantCulture, $"{family}_bucket{{{rest}le=\"{Bound(bucket.ExplicitBound)}\"}} {below}");
            if (isOpenMetrics)
            {
                Exemplar(exemplars, lower, bucket.ExplicitBound);
            }

            _text.Append('\n');
            lower = bucket.ExplicitBound;
        }

        Sample(family + "_sum", labels, Number(point.GetHistogramSum()));
        Sample(family + "_count", labels, point.GetHistogramCount().ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The trace behind one of a bucket's values, where one was sampled.</summary>
    private void Exemplar(ReadOnlyExemplarCollection exemplars, double above, double upTo)
    {
        foreach (ref readonly var exemplar in exemplars)
        {
            if (exemplar.TraceId != default && exemplar.DoubleValue > above && exemplar.DoubleValue <= upTo)
            {
                var at = exemplar.Timestamp.ToUnixTimeMilliseconds() / 1000.0;
                _text.Append(CultureInfo.InvariantCulture, $" # {{trace_id=\"{exemplar.TraceId}\",span_id=\"{exemplar.SpanId}\"}} {Number(exemplar.DoubleValue)} {Number(at)}");
                return;
            }
        }
    }

    private void Sample(string name, string labels, string value) =>
        _text.Append(name).Append(labels.Length > 0 ? $"{{{labels}}}" : "").Append(' ').Append(value).Append('\n');

    private static string Labels(OpenTelemetry.ReadOnlyTagCollection tags)
    {
        var labels = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            labels.Append(labels.Length > 0 ? "," : "").Append(MetricName.Cleaned(key))
                .Append("=\"").Append(Escaped(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", quotes: true)).Append('"');
        }

        return labels.ToString();
    }

    private static string? KindOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        MetricType.LongGauge or MetricType.DoubleGauge or MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => "gauge",
        _ => null,
    };

    private static string Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong().ToString(CultureInfo.InvariantCulture),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => Number(point.GetSumDouble()),
        MetricType.LongGauge => point.GetGaugeLastValueLong().ToString(CultureInfo.InvariantCulture),
        _ => Number(point.GetGaugeLastValueDouble()),
    };

    // The same in both formats, so that a bucket is one series whichever is scraped; OpenMetrics wants the point.
    private static string Bound(double bound) => Number(bound) is var number && double.IsInteger(bound) ? number + ".0" : number;

    private static string Number(double number) =>
        double.IsPositiveInfinity(number) ? "+Inf" : double.IsNegativeInfinity(number) ? "-Inf" : number.ToString("R", CultureInfo.InvariantCulture);

    private static string Escaped(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
