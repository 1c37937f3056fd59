using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Telemetry;

/// <summary>A real Prometheus on a free loopback port, which scrapes one gateway every half second.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/prometheus";
    private const int Tries = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = LoopbackPort.Free();
    private readonly HttpClient _client;
    private Process? _process;
    private LineLog? _log;

    private PrometheusServer() => _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}/") };

    /// <param name="target">The operators' listener of the gateway.</param>
    /// <param name="rules">A file of rules; null: none.</param>
    /// <param name="cancellation">Ends the waiting for it to answer.</param>
    public static async Task<PrometheusServer> StartAsync(Uri target, string? rules, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var server = new PrometheusServer();
            try
            {
                await server.RunAsync(target, rules, cancellation);
                return server;
            }
            catch (InvalidOperationException) when (tries < Tries)
            {
                // Somebody else took the port.
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>The series that a query gives now.</summary>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> QueryAsync(string query)
    {
        var answer = await AskAsync("api/v1/query", ("query", query));
        return [.. answer.GetProperty("result").EnumerateArray().Select(series => (
            (IReadOnlyDictionary<string, string>)series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!),
            double.Parse(series.GetProperty("value")[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture)))];
    }

    /// <summary>The traces that stand beside the values of a metric.</summary>
    public async Task<IReadOnlyList<string>> TracesAsync(string query)
    {
        var now = TimeProvider.System.GetUtcNow();
        var answer = await AskAsync("api/v1/query_exemplars", ("query", query), ("start", $"{now.AddHours(-1).ToUnixTimeSeconds()}"), ("end", $"{now.AddHours(1).ToUnixTimeSeconds()}"));
        return [.. answer.EnumerateArray().SelectMany(series => series.GetProperty("exemplars").EnumerateArray())
            .Select(exemplar => exemplar.GetProperty("labels").GetProperty("trace_id").GetString()!)];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        if (_log is not null)
        {
            await _log.DisposeAsync();
        }

        _process?.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    private async Task RunAsync(Uri target, string? rules, CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(_folder["prometheus.yml"], $"""
            global: {"{"} scrape_interval: 500ms, evaluation_interval: 500ms {"}"}
            rule_files: [{(rules is null ? "" : $"\"{rules}\"")}]
            scrape_configs:
              - job_name: gateway
                static_configs: [{"{"} targets: ["{target.Authority}"] {"}"}]
            """, cancellation);
        string[] arguments =
        [
            $"--config.file={_folder["prometheus.yml"]}", $"--storage.tsdb.path={_folder["data"]}", $"--web.listen-address=127.0.0.1:{_port}", "--enable-feature=exemplar-storage",
        ];
        _process = Process.Start(Execution.Start(Program, arguments, _folder.Path, new Dictionary<string, string>()))!;
        _log = new LineLog(_process.StandardError);
        await Eventually.TrueAsync(IsUpAsync, "Prometheus answers", cancellation);
    }

    private async Task<JsonElement> AskAsync(string path, params (string Name, string Value)[] query)
    {
        using var answer = await _client.PostAsync(path, new FormUrlEncodedContent(query.ToDictionary(part => part.Name, part => part.Value)), TestContext.Current.CancellationToken);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        json.GetProperty("status").GetString().Should().Be("success", "{0}", json);
        return json.GetProperty("data");
    }

    private async Task<bool> IsUpAsync()
    {
        if (_process!.HasExited)
        {
            throw new InvalidOperationException($"Prometheus does not start:\n{string.Join('\n', _log!.Lines)}");
        }

        try
        {
            using var ready = await _client.GetAsync("-/ready");
            return ready.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
