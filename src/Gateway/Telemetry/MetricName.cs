namespace Gateway.Telemetry;

/// <summary>The name of an instrument as Prometheus wants it: <c>gateway.request.duration</c> in <c>s</c> is <c>gateway_request_duration_seconds</c>.</summary>
/// <remarks>The mapping is OpenTelemetry's (Prometheus and OpenMetrics compatibility); one rule is Prometheus' own, see <see cref="Of"/>.</remarks>
internal static class MetricName
{
    private const string Count = "_count";

    /// <summary>The name of the family, without <c>_total</c>.</summary>
    public static string Of(string name, string unit, bool isHistogram)
    {
        var family = Cleaned(name);
        // Prometheus keeps _count to the parts of histograms; the platform has gauges such as dotnet.thread_pool.thread.count.
        if (!isHistogram && family.EndsWith(Count, StringComparison.Ordinal))
        {
            family = family[..^Count.Length];
        }

        var suffix = UnitOf(unit);
        return suffix.Length == 0 || family.EndsWith("_" + suffix, StringComparison.Ordinal) ? family : $"{family}_{suffix}";
    }

    /// <summary>The unit in a word; empty where there is none to speak of.</summary>
    public static string UnitOf(string unit) => unit switch
    {
        "s" => "seconds",
        "By" => "bytes",
        "ms" => "milliseconds",
        "" or "1" => "",
        _ when unit.StartsWith('{') => "",
        _ => Cleaned(unit),
    };

    /// <summary>Letters, digits and underscores.</summary>
    public static string Cleaned(string name) => string.Create(name.Length, name, static (cleaned, name) =>
    {
        for (var index = 0; index < cleaned.Length; index++)
        {
            cleaned[index] = char.IsAsciiLetterOrDigit(name[index]) ? name[index] : '_';
        }
    });
}
