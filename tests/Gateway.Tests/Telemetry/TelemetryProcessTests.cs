using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Collecting;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Telemetry;

/// <summary>The gateway as a process of its own: what it writes, and what its environment says.</summary>
public class TelemetryProcessTests
{
    private const string List = "/example.org/hello/@v/list";
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task Every_line_of_a_JSON_log_is_an_object_and_those_of_a_request_name_it_and_its_trace()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "athens", Library = LabModules.Public() });
        using var folder = new TemporaryFolder();
        await WriteAsync(folder, origin, settings => settings.Set("Logging:Format", "Json").Set("Logging:LogLevel", new JsonObject { ["Default"] = "Debug" }));
        await using var gateway = await GatewayProcess.StartAsync(cancellation, $"--settings={folder.Path}");

        var id = await GetAsync(gateway.GoProxy.Split('"')[0], cancellation);
        await gateway.LogsAsync(new(id), cancellation);

        var lines = gateway.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Should().OnlyContain(line => line.GetProperty("message").GetString()!.Length > 0 && line.GetProperty("time").GetDateTimeOffset().Offset == TimeSpan.Zero);
        var told = lines.First(line => line.TryGetProperty("request", out var request) && request.GetString() == id);
        told.GetProperty("trace").GetString().Should().Be(Trace);
        told.GetProperty("category").GetString().Should().StartWith("Gateway.");
        told.GetProperty("values").EnumerateObject().Should().NotBeEmpty();
    }

    [Fact]
    public async Task OpenTelemetrys_variables_name_the_collector_where_the_settings_name_none()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var collector = await OtlpCollector.StartAsync(isGrpc: false);
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "athens", Library = LabModules.Public() });
        using var folder = new TemporaryFolder();
        await WriteAsync(folder, origin, settings => settings.Set("Telemetry:Sampling", 1));
        var variables = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "Authorization=Bearer%20from-variables",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=lab",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
        };
        await using var gateway = await GatewayProcess.StartAsync(variables, cancellation, $"--settings={folder.Path}");

        await GetAsync(gateway.GoProxy, cancellation);

        await Eventually.TrueAsync(
            () => collector.Spans.Any(span => span.Trace == Trace && span.Name == "attempt") && collector.Metrics.Contains("gateway.request.duration") && !collector.Logs.IsEmpty,
            "spans, metrics and logs have arrived",
            cancellation);
        collector.Authorizations.Should().OnlyContain(shown => shown == "Bearer from-variables");
    }

    private static Task WriteAsync(TemporaryFolder folder, Origin origin, Action<LabSettings> change)
    {
        var settings = new LabSettings().Set("Listeners:Ops:Url", "http://127.0.0.1:0").Cluster(origin).Route("*", "athens");
        change(settings);
        return settings.WriteAsync(new DirectoryInfo(folder.Path));
    }

    /// <summary>Asks for a list as part of a trace; the id of the request.</summary>
    private static async Task<string> GetAsync(string address, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, address + List);
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        using var answer = await client.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("X-Request-ID").Single();
    }
}
