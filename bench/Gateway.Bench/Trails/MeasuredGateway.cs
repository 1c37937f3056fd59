using Gateway.Lab;
using Gateway.Tests.EndToEnd;

namespace Gateway.Bench.Trails;

/// <summary>A gateway as a process of its own, because spans of one reach every listener of its process; and a Prometheus that scrapes it every second.</summary>
internal sealed class MeasuredGateway : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly GatewayProcess _gateway;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _scraping;

    private MeasuredGateway(TemporaryFolder folder, GatewayProcess gateway, bool isScraped)
    {
        (_folder, _gateway) = (folder, gateway);
        Load = new HitLoad(new Uri(gateway.GoProxy.Split('"')[0]));
        _scraping = isScraped ? ScrapeAsync(gateway.Ops, _end.Token) : Task.CompletedTask;
    }

    /// <summary>Who asks it.</summary>
    public HitLoad Load { get; }

    /// <param name="origin">What is behind it.</param>
    /// <param name="collector">Where it sends; null: nothing is measured but what always is.</param>
    /// <param name="sampling">The share of requests whose traces are sent.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<MeasuredGateway> StartAsync(Uri origin, Uri? collector, double sampling, CancellationToken cancellation)
    {
        var folder = new TemporaryFolder();
        var settings = new LabSettings().Set("Listeners:Ops:Url", "http://127.0.0.1:0").Cluster("origin", null, origin).Route("*", "origin");
        if (collector is not null)
        {
            settings.Set("Telemetry:Otlp", $"{collector}").Set("Telemetry:Protocol", "HttpProtobuf").Set("Telemetry:Sampling", sampling).Set("Telemetry:MetricsInterval", "00:00:01");
        }

        await settings.WriteAsync(new DirectoryInfo(folder.Path));
        return new MeasuredGateway(folder, await GatewayProcess.StartAsync(cancellation, $"--settings={folder.Path}"), collector is not null);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _scraping;
        Load.Dispose();
        await _gateway.DisposeAsync();
        _folder.Dispose();
        _end.Dispose();
    }

    private static async Task ScrapeAsync(Uri ops, CancellationToken end)
    {
        using var prometheus = new HttpClient { BaseAddress = ops };
        using var clock = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await clock.WaitForNextTickAsync(end))
            {
                await prometheus.GetStringAsync("metrics", end);
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }
}
