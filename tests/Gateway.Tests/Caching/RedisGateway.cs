using System.Collections.Concurrent;
using Gateway.Caching;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Caching;

/// <summary>The tiers of one gateway, put together as they ship, over a real Redis.</summary>
internal sealed class RedisGateway : IAsyncDisposable
{
    private static readonly HybridCacheEntryOptions LookUp = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };
    private static readonly HybridCacheEntryOptions SharedLookUp = new()
    {
        Flags = HybridCacheEntryFlags.DisableUnderlyingData | HybridCacheEntryFlags.DisableLocalCache,
    };

    private readonly ServiceProvider _services;

    private RedisGateway(ServiceProvider services) => _services = services;

    public HybridCache Cache => _services.GetRequiredService<HybridCache>();

    public RedisLink Link => _services.GetRequiredService<RedisLink>();

    public FrameSwaps Swaps => _services.GetRequiredService<FrameSwaps>();

    public Purges Purges => _services.GetRequiredService<Purges>();

    public RedisPurges Shared => _services.GetRequiredService<RedisPurges>();

    public PurgeStamps Stamps => _services.GetRequiredService<PurgeStamps>();

    public MemoryTier Memory => _services.GetRequiredService<MemoryTier>();

    public TieredTime Time => (TieredTime)_services.GetRequiredService<TimeProvider>();

    /// <summary>What was logged, by event.</summary>
    public IReadOnlyList<(int Event, string Text)> Logged => _services.GetRequiredService<LogLines>().All;

    public static async Task<RedisGateway> StartAsync(
        RedisOptions options, CancellationToken cancellation, string name = "edge", TimeSpan skew = default, bool isAwaited = true, bool isFollowed = true)
    {
        var faults = new List<string>();
        var secrets = RedisSecrets.Read(options, faults);
        faults.Should().BeEmpty();
        var services = new ServiceCollection().AddMetrics();
        var lines = new LogLines();
        services.AddSingleton(lines);
        services.AddLogging(logging => logging.AddProvider(lines).SetMinimumLevel(LogLevel.Information));
        services.AddSingleton<TimeProvider>(new TieredTime(skew));
        services.AddSingleton(provider => new MemoryTier(64 << 20, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IHybridCacheSerializer<TieredValue>, TieredValue.Serializer>();
        services.AddTieredHybridCache(new CachingOptions { Redis = options }, name, secrets);
        var gateway = new RedisGateway(services.BuildServiceProvider());
        foreach (var worker in isFollowed ? gateway._services.GetServices<IHostedService>() : [])
        {
            await worker.StartAsync(cancellation);
        }

        if (isAwaited && isFollowed)
        {
            await gateway.IsUsedAsync(cancellation);
        }

        return gateway;
    }

    public Task IsUsedAsync(CancellationToken cancellation) => Eventually.TrueAsync(() => Link.IsUsed, "Redis is used", cancellation);

    public Task IsPausedAsync(CancellationToken cancellation) => Eventually.TrueAsync(() => Link.IsPaused, "Redis is left alone", cancellation);

    public async Task<string?> FindAsync(string key, CancellationToken cancellation) =>
        (await Cache.GetOrCreateAsync<TieredValue?>(key, _ => throw new InvalidOperationException(), LookUp, cancellationToken: cancellation))?.Text;

    /// <summary>What Redis alone says.</summary>
    public async Task<string?> FindSharedAsync(string key, CancellationToken cancellation) =>
        (await Cache.GetOrCreateAsync<TieredValue?>(key, _ => throw new InvalidOperationException(), SharedLookUp, cancellationToken: cancellation))?.Text;

    public ValueTask KeepAsync(string key, string text, CancellationToken cancellation, params string[] tags) =>
        Cache.SetAsync(key, new TieredValue(text, Stamps.Now), tags: tags, cancellationToken: cancellation);

    public int Count(int eventId) => Logged.Count(line => line.Event == eventId);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _services.GetServices<IHostedService>())
        {
            await worker.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }

    internal sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<(int, string)> _lines = [];

        public IReadOnlyList<(int Event, string Text)> All => [.. _lines];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue((eventId.Id, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
