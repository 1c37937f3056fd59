using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.Caching;

/// <summary>A gateway with a manual clock in front of one origin.</summary>
internal sealed class CacheTestBed : IAsyncDisposable
{
    public const string List = "/example.org/hello/@v/list";
    public const string Mod = "/example.org/hello/@v/v1.1.0.mod";
    public const string Zip = "/example.org/large/@v/v1.0.0.zip";
    public const string Missing = "/example.org/hello/@v/v1.9.0.info";

    private CacheTestBed(Origin origin, LabGateway gateway, ManualTime time)
    {
        Origin = origin;
        Gateway = gateway;
        Time = time;
    }

    public Origin Origin { get; }

    public LabGateway Gateway { get; }

    public ManualTime Time { get; }

    public static async Task<CacheTestBed> StartAsync(Action<LabSettings>? change = null, Func<OriginOptions, OriginOptions>? origin = null)
    {
        var time = new ManualTime();
        var options = new OriginOptions { Name = "origin", Library = LabModules.Public() };
        var started = await Origin.StartAsync(origin is null ? options : origin(options));
        var settings = new LabSettings().Cluster(started);
        change?.Invoke(settings);
        settings.Route("*", "origin");
        return new CacheTestBed(started, await LabGateway.StartAsync(settings, time), time);
    }

    public async Task<CacheReply> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await CacheReply.OfAsync(response);
    }

    /// <summary>The same when a refresh is over: who asks during one that a busy machine makes slow gets what was there before.</summary>
    public async Task<CacheReply> GetRefreshedAsync(string path)
    {
        while (true)
        {
            var reply = await GetAsync(path);
            if (reply.CacheStatus?.EndsWith("detail=revalidating", StringComparison.Ordinal) != true)
            {
                return reply;
            }

            await Gateway.LandedAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Origin.Heal();
        await Gateway.DisposeAsync();
        await Origin.DisposeAsync();
    }
}
