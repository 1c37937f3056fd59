using System.ComponentModel;
using Gateway.Caching;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Caching;

/// <summary>The contract of Microsoft's hybrid cache, and what ours adds.</summary>
public sealed class TieredHybridCacheTests
{
    private static readonly HybridCacheEntryOptions LookUp = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_callers_make_one_value()
    {
        using var world = new TieredWorld();
        var gate = new TaskCompletionSource();
        var made = 0;

        var callers = Enumerable.Range(0, 1000).Select(_ => world.Cache.GetOrCreateAsync("k", async _ =>
        {
            Interlocked.Increment(ref made);
            await gate.Task;
            return "value";
        }, cancellationToken: Patience).AsTask()).ToArray();
        gate.SetResult();

        (await Task.WhenAll(callers)).Should().AllBe("value");
        made.Should().Be(1);
    }

    [Fact]
    public async Task Callers_with_other_flags_do_not_share_a_flight()
    {
        using var world = new TieredWorld();
        var gate = new TaskCompletionSource();
        var made = 0;
        async ValueTask<string> Make(CancellationToken _)
        {
            var mine = Interlocked.Increment(ref made);
            await gate.Task;
            return $"{mine}";
        }

        var first = world.Cache.GetOrCreateAsync("k", Make, cancellationToken: Patience);
        var second = world.Cache.GetOrCreateAsync("k", Make, new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCache }, cancellationToken: Patience);
        gate.SetResult();

        (await first).Should().Be("1");
        (await second).Should().Be("2");
    }

    [Fact]
    public async Task The_first_caller_may_leave_without_harm_to_the_others()
    {
        using var world = new TieredWorld();
        using var impatience = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        var isCancelled = false;
        async ValueTask<string> Make(CancellationToken cancellation)
        {
            await gate.Task;
            isCancelled = cancellation.IsCancellationRequested;
            return "value";
        }

        var first = world.Cache.GetOrCreateAsync("k", Make, cancellationToken: impatience.Token).AsTask();
        var second = world.Cache.GetOrCreateAsync("k", Make, cancellationToken: Patience).AsTask();
        await impatience.CancelAsync();
        await first.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        gate.SetResult();

        (await second).Should().Be("value");
        isCancelled.Should().BeFalse();
    }

    [Fact]
    public async Task When_the_last_caller_leaves_the_making_is_cancelled_and_the_next_starts_anew()
    {
        using var world = new TieredWorld();
        using var impatience = new CancellationTokenSource();
        var cancelled = new TaskCompletionSource();
        var made = 0;
        async ValueTask<string> Make(CancellationToken cancellation)
        {
            if (Interlocked.Increment(ref made) > 1)
            {
                return "anew";
            }

            cancellation.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, cancellation);
            return "never";
        }

        var callers = Enumerable.Range(0, 5).Select(_ => world.Cache.GetOrCreateAsync("k", Make, cancellationToken: impatience.Token).AsTask()).ToArray();
        await impatience.CancelAsync();

        await cancelled.Task.WaitAsync(Patience);
        (await world.Cache.GetOrCreateAsync("k", Make, cancellationToken: Patience)).Should().Be("anew");
        await Task.WhenAll(callers).Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_failure_reaches_every_caller_and_is_not_kept()
    {
        using var world = new TieredWorld();
        var gate = new TaskCompletionSource();
        async ValueTask<string> Fail(CancellationToken _)
        {
            await gate.Task;
            throw new InvalidDataException("broken");
        }

        var callers = Enumerable.Range(0, 3).Select(_ => world.Cache.GetOrCreateAsync("k", Fail, cancellationToken: Patience).AsTask()).ToArray();
        gate.SetResult();

        foreach (var caller in callers)
        {
            await caller.Invoking(task => task).Should().ThrowAsync<InvalidDataException>();
        }

        (await world.Cache.GetOrCreateAsync("k", _ => ValueTask.FromResult("whole"), cancellationToken: Patience)).Should().Be("whole");
    }

    [Fact]
    public async Task A_caller_who_has_left_already_makes_nothing()
    {
        using var world = new TieredWorld();

        var asked = () => world.Cache.GetOrCreateAsync<string>(
            "k", _ => throw new InvalidOperationException("asked"), cancellationToken: new CancellationToken(canceled: true)).AsTask();

        await asked.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_second_gateway_serves_what_the_first_has_kept()
    {
        var time = new TieredTime();
        var store = new TieredMemoryStore(time);
        using var first = new TieredWorld(store, time);
        using var second = new TieredWorld(store, time);

        await first.Cache.SetAsync("k", "value", cancellationToken: Patience);

        (await second.Cache.GetOrCreateAsync("k", NeverAsked, cancellationToken: Patience)).Should().Be("value");
        (await second.Cache.GetOrCreateAsync("k", NeverAsked, cancellationToken: Patience)).Should().Be("value");
        store.Reads.Should().Be(1, "it is in the second one's memory too");
    }

    [Fact]
    public async Task What_comes_from_the_shared_tier_stays_in_memory_only_as_long_as_it_has_left()
    {
        var time = new TieredTime();
        var store = new TieredMemoryStore(time);
        using var first = new TieredWorld(store, time);
        using var second = new TieredWorld(store, time);
        await first.Cache.SetAsync("k", "value", new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(10) }, cancellationToken: Patience);
        time.Move(TimeSpan.FromMinutes(9));
        await second.Cache.GetOrCreateAsync("k", NeverAsked, cancellationToken: Patience);
        store.Clear();

        second.Memory.Find("k")!.Expires.Should().Be(time.GetUtcNow() + TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(10, 20, 10)]
    [InlineData(20, 10, 10)]
    public async Task Memory_never_keeps_longer_than_the_value_lives(int expiration, int local, int kept)
    {
        using var world = new TieredWorld();
        var options = new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(expiration), LocalCacheExpiration = TimeSpan.FromMinutes(local) };

        await world.Cache.SetAsync("k", "value", options, cancellationToken: Patience);

        world.Memory.Find("k")!.Expires.Should().Be(world.Time.GetUtcNow() + TimeSpan.FromMinutes(kept));
    }

    [Theory]
    [InlineData(HybridCacheEntryFlags.DisableLocalCacheWrite, false, true)]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCacheWrite, true, false)]
    [InlineData(HybridCacheEntryFlags.DisableLocalCacheWrite | HybridCacheEntryFlags.DisableDistributedCacheWrite, false, false)]
    [InlineData(HybridCacheEntryFlags.DisableCompression, true, true)]
    public async Task Flags_decide_where_a_value_is_kept(HybridCacheEntryFlags flags, bool isLocal, bool isShared)
    {
        var time = new TieredTime();
        var store = new TieredMemoryStore(time);
        using var world = new TieredWorld(store, time);

        await world.Cache.GetOrCreateAsync("made", _ => ValueTask.FromResult("value"), new HybridCacheEntryOptions { Flags = flags }, cancellationToken: Patience);
        await world.Cache.SetAsync("set", "value", new HybridCacheEntryOptions { Flags = flags }, cancellationToken: Patience);

        foreach (var key in new[] { "made", "set" })
        {
            (world.Memory.Find(key) is not null).Should().Be(isLocal);
            store.Keys.Contains(key).Should().Be(isShared);
        }
    }

    [Theory]
    [InlineData(HybridCacheEntryFlags.None, "memory")]
    [InlineData(HybridCacheEntryFlags.DisableLocalCacheRead, "shared")]
    [InlineData(HybridCacheEntryFlags.DisableLocalCacheRead | HybridCacheEntryFlags.DisableDistributedCacheRead, "made")]
    [InlineData(HybridCacheEntryFlags.DisableLocalCacheRead | HybridCacheEntryFlags.DisableDistributedCacheRead | HybridCacheEntryFlags.DisableUnderlyingData, null)]
    public async Task Flags_decide_where_a_value_is_looked_for(HybridCacheEntryFlags flags, string? expected)
    {
        var time = new TieredTime();
        var store = new TieredMemoryStore(time);
        using var world = new TieredWorld(store, time);
        await world.Cache.SetAsync("k", "shared", cancellationToken: Patience);
        await world.Cache.SetAsync("k", "memory", new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableDistributedCacheWrite }, cancellationToken: Patience);

        var found = await world.Cache.GetOrCreateAsync("k", _ => ValueTask.FromResult("made"), new HybridCacheEntryOptions { Flags = flags }, cancellationToken: Patience);

        found.Should().Be(expected);
    }

    [Fact]
    public async Task What_the_shared_tier_does_wrong_is_a_miss()
    {
        var time = new TieredTime();
        var store = new TieredMemoryStore(time) { Before = _ => throw new IOException("away") };
        using var world = new TieredWorld(store, time);

        (await world.Cache.GetOrCreateAsync("k", _ => ValueTask.FromResult("made"), cancellationToken: Patience)).Should().Be("made");
        await world.Cache.SetAsync("k", "set", cancellationToken: Patience);
        await world.Cache.RemoveAsync("other", Patience);

        (await world.Cache.GetOrCreateAsync("k", NeverAsked, LookUp, cancellationToken: Patience)).Should().Be("set");
    }

    [Fact]
    public async Task A_shared_tier_that_gives_up_by_itself_is_a_miss_too()
    {
        var time = new TieredTime();
        var store = new TieredMemoryStore(time) { Before = _ => throw new OperationCanceledException("not the caller's") };
        using var world = new TieredWorld(store, time);

        (await world.Cache.GetOrCreateAsync("k", _ => ValueTask.FromResult("made"), cancellationToken: Patience)).Should().Be("made");
    }

    [Fact]
    public async Task A_caller_who_leaves_is_not_told_that_there_is_nothing()
    {
        var time = new TieredTime();
        var gate = new TaskCompletionSource();
        using var impatience = new CancellationTokenSource();
        using var world = new TieredWorld(new TieredMemoryStore(time) { Before = _ => gate.Task }, time);

        var asked = world.Cache.GetOrCreateAsync("k", NeverAsked, LookUp, cancellationToken: impatience.Token).AsTask();
        await impatience.CancelAsync();

        await asked.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Nobody_waits_for_the_shared_tier_to_take_a_value()
    {
        var time = new TieredTime();
        var gate = new TaskCompletionSource();
        using var world = new TieredWorld(new TieredMemoryStore(time) { Before = call => call == "set" ? gate.Task : Task.CompletedTask }, time);

        (await world.Cache.GetOrCreateAsync("k", _ => ValueTask.FromResult("made"), cancellationToken: Patience)).Should().Be("made");
        gate.SetResult();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\u007fb")]
    [InlineData("half a pair: ", 0xd83d)]
    [InlineData("half a pair: ", 0xdc00)]
    public async Task A_key_that_tiers_could_mix_up_passes_the_cache_by(string text, int more = 0)
    {
        // An attribute cannot hold half a surrogate pair.
        var key = more == 0 ? text : text + (char)more;
        using var world = new TieredWorld();

        await world.Cache.SetAsync(key, "kept", cancellationToken: Patience);

        (await world.Cache.GetOrCreateAsync(key, _ => ValueTask.FromResult("made"), cancellationToken: Patience)).Should().Be("made");
        (await world.Cache.GetOrCreateAsync(key, NeverAsked, LookUp, cancellationToken: Patience)).Should().BeNull();
        world.Memory.Count.Should().Be(0);
    }

    [Fact]
    public async Task A_key_of_1024_characters_is_kept_and_a_longer_one_is_not()
    {
        using var world = new TieredWorld();

        await world.Cache.SetAsync(new string('k', 1024), "kept", cancellationToken: Patience);
        await world.Cache.SetAsync(new string('k', 1025), "not", cancellationToken: Patience);
        await world.Cache.SetAsync("😀", "kept", cancellationToken: Patience);

        world.Memory.Count.Should().Be(2);
    }

    [Fact]
    public async Task What_is_larger_than_the_bound_is_made_and_not_kept_and_takes_its_forerunner_with_it()
    {
        var time = new TieredTime();
        var store = new TieredMemoryStore(time);
        using var world = new TieredWorld(store, time);
        await world.Cache.SetAsync("k", "small", cancellationToken: Patience);

        await world.Cache.SetAsync("k", new string('x', (4 << 20) + 1), cancellationToken: Patience);

        world.Memory.Count.Should().Be(0);
        store.Keys.Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_too_large_to_share_is_kept_in_memory_alone()
    {
        var time = new TieredTime();
        var store = new TieredMemoryStore(time);
        using var world = new TieredWorld(store, time);

        await world.Cache.SetAsync("k", new string('x', 2 << 20), cancellationToken: Patience);

        world.Memory.Count.Should().Be(1);
        store.Keys.Should().BeEmpty();
    }

    [Fact]
    public async Task Removing_a_tag_removes_all_that_have_it_and_nothing_else()
    {
        using var world = new TieredWorld();
        await world.Cache.SetAsync("a", "1", tags: ["x", "y"], cancellationToken: Patience);
        await world.Cache.SetAsync("b", "2", tags: ["y"], cancellationToken: Patience);

        await world.Cache.RemoveByTagAsync("x", Patience);

        (await world.Cache.GetOrCreateAsync("a", NeverAsked, LookUp, cancellationToken: Patience)).Should().BeNull();
        (await world.Cache.GetOrCreateAsync("b", NeverAsked, LookUp, cancellationToken: Patience)).Should().Be("2");
        await world.Cache.RemoveByTagAsync("*", Patience);
        (await world.Cache.GetOrCreateAsync("b", NeverAsked, LookUp, cancellationToken: Patience)).Should().BeNull();
    }

    [Fact]
    public async Task A_removed_key_is_in_no_tier()
    {
        var time = new TieredTime();
        var store = new TieredMemoryStore(time);
        using var world = new TieredWorld(store, time);
        await world.Cache.SetAsync("k", "value", cancellationToken: Patience);

        await world.Cache.RemoveAsync("k", Patience);

        (await world.Cache.GetOrCreateAsync("k", NeverAsked, LookUp, cancellationToken: Patience)).Should().BeNull();
    }

    [Fact]
    public async Task A_value_whose_making_began_before_a_purge_is_given_out_once_and_not_kept()
    {
        using var world = new TieredWorld();
        var gate = new TaskCompletionSource();
        var flight = world.Cache.GetOrCreateAsync("k", async _ =>
        {
            await gate.Task;
            return "old";
        }, tags: ["x"], cancellationToken: Patience).AsTask();

        await world.Cache.RemoveByTagAsync("x", Patience);
        var after = world.Cache.GetOrCreateAsync("k", _ => ValueTask.FromResult("new"), tags: ["x"], cancellationToken: Patience);
        gate.SetResult();

        (await flight).Should().Be("old");
        (await after).Should().Be("new", "who asks after the purge waits for no flight from before it");
        (await world.Cache.GetOrCreateAsync("k", NeverAsked, LookUp, cancellationToken: Patience)).Should().Be("new");
    }

    [Fact]
    public async Task A_value_that_was_stamped_before_a_purge_is_not_kept_after_it()
    {
        using var world = new TieredWorld();
        var value = new TieredValue("old", world.Stamps.Now);
        await world.Cache.RemoveByTagAsync("x", Patience);

        await world.Cache.SetAsync("k", value, tags: ["x"], cancellationToken: Patience);
        await world.Cache.SetAsync("other", value, tags: ["y"], cancellationToken: Patience);

        world.Memory.Find("k").Should().BeNull();
        world.Memory.Find("other")!.Stamp.Should().Be(value.Stamp);
    }

    [Fact]
    public async Task Values_that_could_be_changed_are_every_callers_own()
    {
        using var world = new TieredWorld();
        var original = new byte[] { 1, 2, 3 };
        await world.Cache.SetAsync("k", original, cancellationToken: Patience);
        original[0] = 9;

        var first = await world.Cache.GetOrCreateAsync("k", _ => ValueTask.FromResult(Array.Empty<byte>()), cancellationToken: Patience);
        first[1] = 9;
        var second = await world.Cache.GetOrCreateAsync("k", _ => ValueTask.FromResult(Array.Empty<byte>()), cancellationToken: Patience);

        second.Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Callers_of_one_flight_do_not_share_what_could_be_changed()
    {
        using var world = new TieredWorld();
        var gate = new TaskCompletionSource();
        async ValueTask<List<int>> Make(CancellationToken _)
        {
            await gate.Task;
            return [1];
        }

        var first = world.Cache.GetOrCreateAsync("k", Make, cancellationToken: Patience).AsTask();
        var second = world.Cache.GetOrCreateAsync("k", Make, cancellationToken: Patience).AsTask();
        gate.SetResult();
        (await first).Add(2);

        (await second).Should().Equal(1);
    }

    [Fact]
    public async Task Values_that_promise_to_stay_as_they_are_are_shared()
    {
        using var world = new TieredWorld();
        var value = new TieredValue("v", world.Stamps.Now);
        await world.Cache.SetAsync("k", value, cancellationToken: Patience);

        (await world.Cache.GetOrCreateAsync<TieredValue>("k", _ => throw new InvalidOperationException(), cancellationToken: Patience)).Should().BeSameAs(value);
        TieredSharing<string>.IsSafe.Should().BeTrue();
        TieredSharing<int>.IsSafe.Should().BeTrue();
        TieredSharing<byte[]>.IsSafe.Should().BeFalse();
        TieredSharing<(int, string)>.IsSafe.Should().BeFalse();
        TieredSharing<Open>.IsSafe.Should().BeFalse("a type that is not sealed cannot promise for its children");
    }

    [Fact]
    public async Task Null_is_a_value_in_every_tier()
    {
        var time = new TieredTime();
        var store = new TieredMemoryStore(time);
        using var first = new TieredWorld(store, time);
        using var second = new TieredWorld(store, time);
        var made = 0;
        ValueTask<string?> Make(CancellationToken _) => ValueTask.FromResult<string?>(Interlocked.Increment(ref made) == 1 ? null : "again");

        (await first.Cache.GetOrCreateAsync("k", Make, cancellationToken: Patience)).Should().BeNull();
        (await first.Cache.GetOrCreateAsync("k", Make, cancellationToken: Patience)).Should().BeNull();
        (await second.Cache.GetOrCreateAsync("k", Make, cancellationToken: Patience)).Should().BeNull();

        made.Should().Be(1);
    }

    [Fact]
    public async Task A_serializer_of_a_type_goes_before_factories_and_of_those_the_last_one()
    {
        using var world = new TieredWorld(with: services => services
            .AddSingleton<IHybridCacheSerializer<TieredValue>, TieredValue.Serializer>()
            .AddSingleton<IHybridCacheSerializerFactory>(new Marking("first"))
            .AddSingleton<IHybridCacheSerializerFactory>(new Marking("last")));

        await world.Cache.SetAsync("list", new List<string> { "x" }, cancellationToken: Patience);
        await world.Cache.SetAsync("value", new TieredValue("v", world.Stamps.Now), cancellationToken: Patience);

        (await world.Cache.GetOrCreateAsync("list", _ => ValueTask.FromResult(new List<string>()), cancellationToken: Patience)).Should().Equal("last");
        world.Memory.Find("value")!.Value.Should().BeOfType<TieredValue>();
    }

    [Fact]
    public async Task A_tag_that_every_value_has_is_no_tag()
    {
        using var world = new TieredWorld();

        await world.Cache.Invoking(cache => cache.SetAsync("k", "v", tags: ["*"], cancellationToken: Patience).AsTask()).Should().ThrowAsync<ArgumentException>();
        await world.Cache.Invoking(cache => cache.SetAsync("k", "v", tags: [" "], cancellationToken: Patience).AsTask()).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task A_hit_in_memory_is_there_at_once_and_allocates_nothing()
    {
        using var world = new TieredWorld();
        var value = new TieredValue("v", world.Stamps.Now);
        await world.Cache.SetAsync("k", value, tags: ["m", "m@v"], cancellationToken: Patience);
        for (var i = 0; i < 64; i++)
        {
            // A later purge of something else: the hit has to look at its tags.
            await world.Cache.RemoveByTagAsync($"other {i}", Patience);
        }

        static ValueTask<TieredValue> NeverMade(object? state, CancellationToken cancellation) => throw new InvalidOperationException();
        bool Hit()
        {
            var found = world.Cache.GetOrCreateAsync<object?, TieredValue>("k", null, NeverMade, LookUp);
            return found.IsCompletedSuccessfully;
        }

        for (var i = 0; i < 1000; i++)
        {
            Hit();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var hits = 0;
        for (var i = 0; i < 10_000; i++)
        {
            hits += Hit() ? 1 : 0;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1000);
        hits.Should().Be(10_000);
    }

    private static ValueTask<string> NeverAsked(CancellationToken cancellation) => throw new InvalidOperationException("There is nothing to be made here.");

    [ImmutableObject(true)]
    private abstract class Open;

    private sealed class Marking(string mark) : IHybridCacheSerializerFactory
    {
        public bool TryCreateSerializer<T>([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer)
        {
            serializer = typeof(T) == typeof(List<string>) ? (IHybridCacheSerializer<T>)(object)new Mark(mark) : null;
            return serializer is not null;
        }
    }

    private sealed class Mark(string mark) : IHybridCacheSerializer<List<string>>
    {
        public List<string> Deserialize(System.Buffers.ReadOnlySequence<byte> source) => [mark];

        public void Serialize(List<string> value, System.Buffers.IBufferWriter<byte> target)
        {
        }
    }
}
