using Gateway.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Caching;

/// <summary>Whatever Redis does under load: no call fails or waits, one line a change, and it is used again by itself.</summary>
public sealed class RedisFailureTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(200);

    // The budget is for the wait; a busy machine may take its time to notice that it is over.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // Where Redis is not slow, a busy machine is.
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(5);

    // What a caller without a breaker would log is hundreds.
    private const int FewLines = 20;

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public Task Killed_and_started_again() => GoesOnAsync(
        redis => redis.KillAsync(),
        redis => redis.RestartAsync(Patience));

    [Fact]
    public Task Frozen_and_thawed() => GoesOnAsync(
        redis => redis.FreezeAsync(Patience),
        redis => redis.ThawAsync(Patience));

    [Fact]
    public Task Restarted_at_once() => GoesOnAsync(
        redis => redis.RestartAsync(Patience),
        _ => Task.CompletedTask,
        isPauseCertain: false);

    [Fact]
    public Task Flushed() => GoesOnAsync(
        redis => redis.ExecuteAsync(Patience, "FLUSHALL"),
        _ => Task.CompletedTask,
        isPauseCertain: false);

    [Fact]
    public Task Every_connection_killed() => GoesOnAsync(
        redis => redis.ExecuteAsync(Patience, "CLIENT", "KILL", "TYPE", "normal"),
        _ => Task.CompletedTask,
        isPauseCertain: false);

    [Fact]
    public Task Busy_with_a_script_of_somebody_else() => GoesOnAsync(
        redis =>
        {
            _ = redis.ExecuteAsync(CancellationToken.None, "EVAL", "while true do end", "0").ContinueWith(end => end.Exception, TaskScheduler.Default);
            return Task.CompletedTask;
        },
        redis => redis.ExecuteAsync(Patience, "SCRIPT", "KILL"));

    [Fact]
    public async Task Full_it_is_still_read_and_takes_new_answers_when_there_is_room_again()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var gateway = await StartAsync(redis, Ample);
        await gateway.KeepAsync("before", "v", Patience);
        await using var load = new RedisLoad(gateway);
        await load.GoesOnAsync(100, Patience);

        await redis.ExecuteAsync(Patience, "CONFIG", "SET", "maxmemory", "1");
        await Eventually.TrueAsync(() => gateway.Count(3003) == 1, "the refusals are noticed", Patience);
        await load.GoesOnAsync(1000, Patience);
        (await gateway.FindSharedAsync("before", Patience)).Should().Be("v");
        (await gateway.Purges.ForgetAsync("load")).IsShared.Should().BeTrue("a purge gets through");
        await redis.ExecuteAsync(Patience, "CONFIG", "SET", "maxmemory", "0");

        await Eventually.TrueAsync(() => gateway.Count(3004) == 1, "writes are taken again", Patience);
        gateway.Count(3001).Should().Be(0);
        gateway.Count(3003).Should().Be(1);
        load.Longest.Should().BeLessThan(Longest);
    }

    [Fact]
    public async Task Full_it_still_removes_and_that_says_nothing_of_what_it_takes()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var gateway = await StartAsync(redis, Ample);
        await gateway.KeepAsync("before", "v", Patience);
        await redis.ExecuteAsync(Patience, "CONFIG", "SET", "maxmemory", "1");
        await Eventually.TrueAsync(async () =>
        {
            await gateway.KeepAsync("refused", "v", Patience);
            return gateway.Count(3003) == 1;
        }, "the refusals are noticed", Patience);

        await gateway.Cache.RemoveAsync("before", Patience);

        (await redis.ExecuteAsync(Patience, "EXISTS", "gateway:1:edge:before")).Should().Be("0");
        gateway.Count(3004).Should().Be(0);
    }

    [Fact]
    public async Task Frames_overwritten_under_load_are_misses_and_nothing_else()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var gateway = await StartAsync(redis, Ample);
        await using var load = new RedisLoad(gateway);

        for (var i = 0; i < 200; i++)
        {
            await redis.ExecuteAsync(Patience, "SET", $"gateway:1:edge:load {i % 4} {i % 50}", new string('x', i));
            await redis.ExecuteAsync(
                Patience, "EVAL", "redis.call('DEL', KEYS[1]) redis.call('LPUSH', KEYS[1], 'x')", "1", $"gateway:1:edge:load {i % 4} {(i + 1) % 50}");
        }

        await load.GoesOnAsync(500, Patience);
        gateway.Count(3001).Should().Be(0);
        load.Longest.Should().BeLessThan(Longest);
    }

    [Fact]
    public async Task A_new_password_is_read_from_its_file_when_the_old_one_is_refused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["password"], "old\n", Patience);
        await using var redis = await RedisServer.StartAsync(server =>
        {
            server.Password = "old";
            return ["--requirepass", "old"];
        }, Patience);
        await using var gateway = await RedisGateway.StartAsync(
            new RedisOptions { Connection = redis.Address, PasswordFile = folder["password"], Timeout = Budget }, Patience);
        await using var load = new RedisLoad(gateway);
        await load.GoesOnAsync(100, Patience);

        await redis.ExecuteAsync(Patience, "CONFIG", "SET", "requirepass", "new");
        redis.Password = "new";
        await redis.ExecuteAsync(Patience, "CLIENT", "KILL", "TYPE", "normal");
        await gateway.IsPausedAsync(Patience);
        await load.GoesOnAsync(1000, Patience);
        await File.WriteAllTextAsync(folder["password"], "new\n", Patience);

        await IsUsedAgainAsync(gateway);
        gateway.Count(3001).Should().Be(1);
        load.Longest.Should().BeLessThan(Longest);
    }

    [Fact]
    public async Task Redis_that_is_not_there_at_the_start_is_used_when_it_comes()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await redis.KillAsync();
        await using var gateway = await RedisGateway.StartAsync(new RedisOptions { Connection = redis.Address, Timeout = Ample }, Patience, isAwaited: false);
        await gateway.IsPausedAsync(Patience);
        await gateway.KeepAsync("k", "v", Patience);
        (await gateway.FindAsync("k", Patience)).Should().Be("v");

        await redis.RestartAsync(Patience);

        await IsUsedAgainAsync(gateway);
        gateway.Count(3001).Should().Be(1);
        // It is said a moment after Redis is used.
        await Eventually.TrueAsync(() => gateway.Count(3002) > 0, "it is said", Patience);
        gateway.Count(3002).Should().Be(1);
    }

    /// <summary>Keeps callers busy while Redis is disturbed and mended.</summary>
    private static async Task GoesOnAsync(Func<RedisServer, Task> disturb, Func<RedisServer, Task> mend, bool isPauseCertain = true)
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var gateway = await StartAsync(redis);
        await using var load = new RedisLoad(gateway);
        await load.GoesOnAsync(100, Patience);

        await disturb(redis);
        if (isPauseCertain)
        {
            await gateway.IsPausedAsync(Patience);
        }

        await load.GoesOnAsync(1000, Patience);
        await mend(redis);
        await load.GoesOnAsync(1000, Patience);

        await IsUsedAgainAsync(gateway);
        load.Longest.Should().BeLessThan(Longest);
        // One look for both: it goes on logging.
        var logged = gateway.Logged;
        var (paused, resumed) = (logged.Count(line => line.Event == 3001), logged.Count(line => line.Event == 3002));
        (paused - resumed).Should().BeInRange(0, 1, "states alternate");
        paused.Should().BeLessThan(FewLines, "a line tells a change, not a failure");
        if (isPauseCertain)
        {
            paused.Should().BePositive();
        }
    }

    private static async Task IsUsedAgainAsync(RedisGateway gateway)
    {
        await gateway.IsUsedAsync(Patience);
        await Eventually.TrueAsync(async () =>
        {
            await gateway.KeepAsync("again", "v", Patience);
            return await gateway.FindSharedAsync("again", Patience) == "v";
        }, "Redis keeps and answers", Patience);
    }

    private static Task<RedisGateway> StartAsync(RedisServer redis, TimeSpan? budget = null) =>
        RedisGateway.StartAsync(new RedisOptions { Connection = redis.Address, Timeout = budget ?? Budget }, Patience);
}
