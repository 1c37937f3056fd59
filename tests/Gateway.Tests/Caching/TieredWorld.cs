using System.Diagnostics.Metrics;
using Gateway.Caching;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Caching;

/// <summary>One gateway's cache over a shared tier of the test's choice.</summary>
internal sealed class TieredWorld : IDisposable
{
    private readonly ServiceProvider _services;

    public TieredWorld(
        IBufferDistributedCache? shared = null,
        TimeProvider? time = null,
        byte[]? key = null,
        PurgeStamps? stamps = null,
        Action<IServiceCollection>? with = null,
        int megabytes = 1,
        long memory = 64 << 20)
    {
        var services = new ServiceCollection().AddMetrics();
        with?.Invoke(services);
        _services = services.BuildServiceProvider();
        Time = time ?? new TieredTime();
        Metrics = new RedisMetrics(_services.GetRequiredService<IMeterFactory>());
        Stamps = stamps ?? new PurgeStamps();
        Memory = new MemoryTier(memory, Time);
        Purges = new Purges(Memory, Stamps, new PurgeBacklog(), Metrics);
        Store = shared is null ? null : new FrameStore(shared, new FrameFormat(key ?? [], "edge"), Stamps, new RedisOptions { LargestValueMegabytes = megabytes }, Metrics, Time);
        Cache = new TieredHybridCache(Memory, Purges, new TieredSerializers(_services), new TieredOptions(TimeSpan.FromMinutes(5), 4 << 20), Time, Store);
    }

    public TieredHybridCache Cache { get; }

    public MemoryTier Memory { get; }

    public PurgeStamps Stamps { get; }

    public Purges Purges { get; }

    public FrameStore? Store { get; }

    public RedisMetrics Metrics { get; }

    public TimeProvider Time { get; }

    public void Dispose() => _services.Dispose();
}
