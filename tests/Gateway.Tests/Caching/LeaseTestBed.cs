using Gateway.Caching;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Caching;

/// <summary>Two gateways with one origin and one real Redis.</summary>
internal sealed class LeaseTestBed : IAsyncDisposable
{
    private LeaseTestBed(RedisServer redis, Origin origin, LabGateway first, LabGateway second, LeaseTime time)
    {
        (Redis, Origin, First, Second, Time) = (redis, origin, first, second, time);
        (OfFirst, OfSecond) = (new Counted("gateway.redis.leases", first), new Counted("gateway.redis.leases", second));
    }

    public RedisServer Redis { get; }

    public Origin Origin { get; }

    public LabGateway First { get; }

    public LabGateway Second { get; }

    /// <summary>The stop-watch of both.</summary>
    public LeaseTime Time { get; }

    public Counted OfFirst { get; }

    public Counted OfSecond { get; }

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    public static async Task<LeaseTestBed> StartAsync(Action<LabSettings>? change = null, Func<OriginOptions, OriginOptions>? origin = null)
    {
        var time = new LeaseTime();
        var redis = await RedisServer.StartAsync(Patience);
        var options = new OriginOptions { Name = "origin", Library = LabModules.Public() };
        var started = await Origin.StartAsync(origin is null ? options : origin(options));
        var settings = new LabSettings().Cluster(started, new { Trust = "Internal" })
            .Set("Caching:Redis:Connection", redis.Address)
            .Set("Caching:Redis:LargestValueMegabytes", 8)
            // None of these tests is about a Redis that is slow; a busy machine is.
            .Set("Caching:Redis:Timeout", "00:00:05");
        change?.Invoke(settings);
        settings.Route("*", "origin");
        var bed = new LeaseTestBed(redis, started, await LabGateway.StartAsync(settings, time), await LabGateway.StartAsync(settings, time), time);
        await bed.IsOneAsync();
        return bed;
    }

    public static string LeaseOf(string path, string privacy = "public") => $"gateway-lease:1:edge:{privacy}|route1|{path[1..]}";

    /// <summary>The lease that is there outlives everything but its being given back.</summary>
    public Task PersistAsync(string path) => Eventually.TrueAsync(
        async () => await Redis.ExecuteAsync(Patience, "PERSIST", LeaseOf(path)) == "1", "the lease is taken", Patience);

    public Task IsReleasedAsync(string path) => Eventually.TrueAsync(
        async () => await Redis.ExecuteAsync(Patience, "EXISTS", LeaseOf(path)) == "0", "the lease is given back", Patience);

    /// <summary>Waits until somebody has asked this often for a lease that another has.</summary>
    public async Task AskedInVainAsync(int times)
    {
        var before = await LeasesAskedForAsync();
        await Eventually.TrueAsync(async () => await LeasesAskedForAsync() >= before + times, "the lease is asked for", Patience);
    }

    public async ValueTask DisposeAsync()
    {
        OfFirst.Dispose();
        OfSecond.Dispose();
        Origin.Heal();
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Origin.DisposeAsync();
        await Redis.DisposeAsync();
    }

    private async Task<int> LeasesAskedForAsync()
    {
        var line = (await Redis.ExecuteAsync(Patience, "INFO", "commandstats")).Split('\n').FirstOrDefault(line => line.StartsWith("cmdstat_set:calls=", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line["cmdstat_set:calls=".Length..line.IndexOf(',')]);
    }

    /// <summary>Both use Redis and know the same purges: what one keeps, the other serves.</summary>
    private Task IsOneAsync() => Eventually.TrueAsync(
        () => IsUsed(First) && IsUsed(Second) && Stamp(First) == Stamp(Second), "both gateways use Redis", Patience);

    private static bool IsUsed(LabGateway gateway) => gateway.App.Services.GetRequiredService<RedisLink>().IsUsed;

    private static long Stamp(LabGateway gateway) => gateway.App.Services.GetRequiredService<PurgeStamps>().Now;
}
