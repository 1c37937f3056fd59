using System.Buffers;
using System.Net;
using Gateway.Caching;
using Gateway.Upstreams;
using GoModules;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Caching;

/// <summary>A million requests for more than fits, through the cache as it ships, with answers and bodies as flights bring them.</summary>
[Collection(nameof(MemoryAlone))]
public sealed class CacheSoakTests
{
    private const int Mebibyte = 1 << 20;
    private const long Bound = 64 * Mebibyte;
    private const int Modules = 60_000;
    private const int Phases = 4;
    private const int Workers = 4;
    private const int Requests = 1_000_000;

    private static readonly HybridCacheEntryOptions LookUp = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };
    private static readonly string[] Files = ["list", "list", "v1.2.3.info", "v1.2.3.info", "v1.2.3.info", "v1.2.3.mod", "v1.2.3.mod", "v1.2.3.mod", "v1.2.3.mod", "v1.2.3.zip"];
    private static readonly byte[] Zip = [.. "PK\x03\x04"u8, .. new byte[155_000]];

    private readonly InFlightBudget _budget = new(16 * Mebibyte);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Memory_stays_within_its_bound_and_a_fifth()
    {
        var before = SettledHeap.Bytes();
        using var world = new TieredWorld(
            memory: Bound, with: services => services.AddSingleton<IHybridCacheSerializer<CachedResponse>, CachedResponseSerializer>());
        var (most, hits) = (0L, 0L);

        for (var phase = 0; phase < Phases; phase++)
        {
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(
                async () => Interlocked.Add(ref hits, await AskAsync(world, new Random((phase * Workers) + worker), Requests / Phases / Workers)), Cancellation)));
            // Lists are forgotten in the meantime.
            ((TieredTime)world.Time).Move(TimeSpan.FromMinutes(2));
            most = Math.Max(most, world.Memory.Bytes);
            (SettledHeap.Bytes() - before).Should().BeLessThan(Bound + (Bound / 5), "the tier says {0} in phase {1}", world.Memory.Bytes, phase);
        }

        most.Should().BeInRange(Bound / 10 * 9, Bound);
        hits.Should().BeInRange(Requests / 5, Requests * 9L / 10, "much is kept and more does not fit");
        _budget.Left.Should().Be(16 * Mebibyte, "every body has given back what it took");
    }

    private async Task<long> AskAsync(TieredWorld world, Random random, int requests)
    {
        var hits = 0L;
        for (var request = 0; request < requests; request++)
        {
            // Nearly Zipf: the chance of a module falls with its number. What is in a module goes with its number too.
            var module = (int)Math.Pow(Modules, random.NextDouble());
            var path = $"/example.org/group{module % 100}/module{module}/@v/{Files[random.Next(Files.Length)]}";
            var key = $"public|route|{path}";
            if (await world.Cache.GetOrCreateAsync<object?, CachedResponse?>(key, null, static (_, _) => ValueTask.FromResult<CachedResponse?>(null), LookUp) is not null)
            {
                hits++;
                continue;
            }

            var body = path.EndsWith(".zip", StringComparison.Ordinal) ? await ZipAsync(5_000 + (module * 7919L % 150_000)) : new ReadOnlySequence<byte>(new byte[60 + (module % 900)]);
            var lifetime = path.EndsWith("list", StringComparison.Ordinal) ? TimeSpan.FromMinutes(1) : TimeSpan.FromDays(7);
            await world.Cache.SetAsync(key, Answer(body, world, lifetime, module), new HybridCacheEntryOptions { Expiration = lifetime }, CacheTags.Of(GoRequest.Parse(path)!));
        }

        return hits;
    }

    /// <summary>A body as a flight brings it: grown in a shared one, and read by somebody.</summary>
    private async Task<ReadOnlySequence<byte>> ZipAsync(long length)
    {
        var message = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new MemoryStream(Zip, 0, (int)length)) };
        await using var source = new ZipBody(
            TakenResponse.TakeFrom(message, new Uri("http://127.0.0.1/"), null), long.MaxValue, new FailoverOptions(), TimeSpan.FromMinutes(1), null, 0, length);
        await source.PeekAsync(TimeSpan.FromMinutes(1), Cancellation);
        var body = new SharedBody(source, 16 * Mebibyte, _budget, TimeProvider.System);
        using var reader = body.TryJoin()!;
        (await body.FillAsync(Cancellation)).Should().BeTrue();
        return body.ToSequence();
    }

    private static CachedResponse Answer(ReadOnlySequence<byte> body, TieredWorld world, TimeSpan lifetime, int module)
    {
        var now = world.Time.GetUtcNow();
        // A validator of its own for everyone, as long as a SHA-256.
        var validator = $"\"{module:x64}\"";
        return new CachedResponse
        {
            Status = 200,
            Body = body,
            ETag = $"\"golang-{validator[1..]}",
            LastModified = now,
            Cluster = "golang",
            Validator = validator,
            Fetched = now,
            FreshUntil = now + lifetime,
            KeptUntil = now + lifetime,
            Stamp = world.Stamps.Now,
        };
    }
}
