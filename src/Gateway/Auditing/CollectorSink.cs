using System.Text;
using System.Text.Json;
using Gateway.Telemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace Gateway.Auditing;

/// <summary>Sends every line, checkpoints and their heads among them, to the collector: the line as the text, its fields as attributes.</summary>
/// <remarks>A copy that may miss some: what waits for a collector is bounded, and nobody waits for it. The chain of heads shows what is missing.</remarks>
internal sealed class CollectorSink(OtlpTarget collector, TelemetryResource resource) : IDisposable
{
    /// <summary>The category of the records.</summary>
    public const string Category = "Gateway.Audit";

    private readonly ILoggerFactory _factory = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
    {
        options.SetResourceBuilder(ResourceBuilder.CreateDefault().AddDetector(resource));
        options.AddOtlpExporter(exporter => collector.Apply(exporter, "v1/logs"));
    }));

    private ILogger? _logger;

    public void Offer(ReadOnlyMemory<byte> line)
    {
        _logger ??= _factory.CreateLogger(Category);
        using var record = JsonDocument.Parse(line);
        var fields = record.RootElement.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null).Select(field => KeyValuePair.Create(field.Name, (object?)ValueOf(field.Value))).ToList();
        var text = Encoding.UTF8.GetString(line.Span);
        // As a template would be: the exporter takes the last one for the text.
        fields.Add(KeyValuePair.Create("{OriginalFormat}", (object?)text));
        _logger.Log(LogLevel.Information, default, (IReadOnlyList<KeyValuePair<string, object?>>)fields, null, (_, _) => text);
    }

    /// <summary>Sends what waits, within the exporter's time.</summary>
    public void Dispose() => _factory.Dispose();

    private static object ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        _ => value.GetRawText(),
    };
}
