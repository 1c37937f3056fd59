using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Telemetry;
using Gateway.Tests.EndToEnd;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Telemetry;

/// <summary>A gateway in front of two clusters, and what can be measured of it.</summary>
internal sealed class MeasuredBed : IAsyncDisposable
{
    public const string Modules = "/example.org/hello/@v/";

    private readonly HttpClient _operator;

    private MeasuredBed(Origin first, Origin second, LabGateway gateway)
    {
        (First, Second, Gateway) = (first, second, gateway);
        _operator = new HttpClient { BaseAddress = gateway.AddressOf("Ops") };
    }

    public Origin First { get; }

    public Origin Second { get; }

    public LabGateway Gateway { get; }

    /// <summary>Where operators ask.</summary>
    public Uri Ops => _operator.BaseAddress!;

    public static async Task<MeasuredBed> StartAsync(Action<LabSettings>? change = null)
    {
        var first = await Origin.StartAsync(new OriginOptions { Name = "first", Library = LabModules.Public() });
        var second = await Origin.StartAsync(new OriginOptions { Name = "second", Library = LabModules.Public() });
        var settings = new LabSettings().Set("Listeners:Ops:Url", "http://127.0.0.1:0")
            .Cluster(first, new { Trust = "Internal" }).Cluster(second);
        // The first route wins: a test may have named one.
        change?.Invoke(settings);
        settings.Route("*", "first,second", new { Name = "public" });
        return new(first, second, await LabGateway.StartAsync(settings));
    }

    /// <summary>Asks for a file of a module; its status.</summary>
    public async Task<int> GetAsync(string path)
    {
        using var answer = await Gateway.Client.GetAsync(path, TestContext.Current.CancellationToken);
        await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        await RecordedAsync(answer);
        return (int)answer.StatusCode;
    }

    /// <summary>Waits until a request can be looked up, which is a moment after its client has the answer.</summary>
    public async Task RecordedAsync(HttpResponseMessage answer)
    {
        using var bounded = Patience.Bounded(TestContext.Current.CancellationToken);
        var (recent, id) = (Gateway.App.Services.GetRequiredService<RecentRequests>(), answer.Headers.GetValues("X-Request-ID").Single());
        while (recent.Find(id) is null)
        {
            bounded.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>The metrics, and the type they come as.</summary>
    public async Task<(int Status, string? Type, string Text)> MetricsAsync(string accept = "text/plain", string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.Host = host;
        using var answer = await _operator.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        _operator.Dispose();
        await Gateway.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
