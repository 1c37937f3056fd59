using System.Globalization;

namespace Gateway.Lab.Collecting;

/// <summary>Reads what OpenTelemetry sends; the numbers are those of opentelemetry-proto 1.x.</summary>
internal static class OtlpReading
{
    public static IEnumerable<CollectedSpan> Spans(ProtoMessage request) =>
        from resource in request.All(1)
        from scope in resource.All(2)
        from span in scope.All(2)
        select new CollectedSpan(
            Service(resource), span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), span.All(15).Any(status => status.Number(3) == 2), Tags(span.All(9)))
        {
            Links = [.. span.All(13).Select(link => link.Hex(2))],
        };

    public static IEnumerable<string> Metrics(ProtoMessage request) =>
        from resource in request.All(1)
        from scope in resource.All(2)
        from metric in scope.All(2)
        select metric.Text(1);

    public static IEnumerable<CollectedLog> Logs(ProtoMessage request) =>
        from resource in request.All(1)
        from scope in resource.All(2)
        from line in scope.All(2)
        select new CollectedLog(
            Service(resource), scope.All(1).First().Text(1), line.All(5).Select(Value).FirstOrDefault() ?? "", line.Hex(9), Tags(line.All(6)));

    private static string Service(ProtoMessage resource) => Tags(resource.All(1).First().All(1)).GetValueOrDefault("service.name") ?? "";

    private static Dictionary<string, string> Tags(IEnumerable<ProtoMessage> pairs) => pairs.ToDictionary(pair => pair.Text(1), pair => pair.All(2).Select(Value).FirstOrDefault() ?? "");

    private static string Value(ProtoMessage value) =>
        value.Has(1) ? value.Text(1)
        : value.Has(2) ? $"{value.Number(2) != 0}"
        : value.Has(4) ? BitConverter.UInt64BitsToDouble(value.Number(4)).ToString(CultureInfo.InvariantCulture)
        : value.Number(3).ToString(CultureInfo.InvariantCulture);
}
