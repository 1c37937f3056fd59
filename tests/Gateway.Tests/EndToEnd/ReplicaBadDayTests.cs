using Gateway.Tests.Caching;

namespace Gateway.Tests.EndToEnd;

/// <summary>Everything that happens to a Redis in a bad year, on one day, under two gateway processes that answer out of it.</summary>
public sealed class ReplicaBadDayTests
{
    // A lease that is lost holds the other gateway up for three seconds; the rest is for a machine that is busy.
    private static readonly TimeSpan Longest = Gateway.Caching.RedisLeases.Lifetime + TimeSpan.FromSeconds(17);

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_request_fails_or_waits_and_redis_is_used_again_without_a_restart()
    {
        // Without memory every request asks Redis.
        await using var replicas = await Replicas.StartAsync(arguments: ["--Caching:MemoryMegabytes=0", "--Caching:Redis:Timeout=00:00:00.2"]);
        var redis = replicas.Redis;
        await using var load = await ReplicaLoad.StartAsync(replicas);
        await load.GoesOnAsync(200);

        await StepAsync("killed and started again", replicas, load, () => redis.KillAsync(), () => redis.RestartAsync(Patience), isPaused: true);
        await StepAsync("frozen and thawed", replicas, load, () => redis.FreezeAsync(Patience), () => redis.ThawAsync(Patience), isPaused: true);
        await StepAsync("restarted at once", replicas, load, () => redis.RestartAsync(Patience));
        await StepAsync("flushed", replicas, load, () => redis.ExecuteAsync(Patience, "FLUSHALL"));
        await StepAsync("frames overwritten", replicas, load, () => OverwriteAsync(redis));
        await FillAsync(replicas, load);
        await StepAsync("password changed", replicas, load, async () =>
        {
            await redis.ExecuteAsync(Patience, "CONFIG", "SET", "requirepass", "new");
            redis.Password = "new";
            await redis.ExecuteAsync(Patience, "CLIENT", "KILL", "TYPE", "normal");
        }, () => File.WriteAllTextAsync(replicas.PasswordFile, "new\n", Patience), isPaused: true);
    }

    private static async Task FillAsync(Replicas replicas, ReplicaLoad load)
    {
        await replicas.Redis.ExecuteAsync(Patience, "CONFIG", "SET", "maxmemory", "1");
        await replicas.First.LogsAsync(Replicas.WritesRefused(), Patience);
        await replicas.Second.LogsAsync(Replicas.WritesRefused(), Patience);
        await load.GoesOnAsync(200);
        await replicas.Redis.ExecuteAsync(Patience, "CONFIG", "SET", "maxmemory", "0");
        await replicas.First.LogsAsync(Replicas.WritesTaken(), Patience);
        await replicas.Second.LogsAsync(Replicas.WritesTaken(), Patience);
        AllIsWell("full", load);
        foreach (var gateway in new[] { replicas.First, replicas.Second })
        {
            gateway.Lines.Count(line => Replicas.WritesRefused().IsMatch(line)).Should().Be(1);
        }
    }

    private static async Task OverwriteAsync(RedisServer redis)
    {
        var keys = (await redis.ExecuteAsync(Patience, "KEYS", "gateway:1:edge:*")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        keys.Should().NotBeEmpty();
        foreach (var key in keys)
        {
            await redis.ExecuteAsync(Patience, "SET", key, new string('x', key.Length));
            await redis.ExecuteAsync(Patience, "SET", key.Replace("gateway:1:", "gateway-lease:1:", StringComparison.Ordinal), "without an end");
        }
    }

    private static async Task StepAsync(
        string what, Replicas replicas, ReplicaLoad load, Func<Task> disturb, Func<Task>? mend = null, bool isPaused = false)
    {
        var before = new[] { replicas.First, replicas.Second }.Select(Replicas.Changes).ToArray();
        await disturb();
        if (isPaused)
        {
            // It may have been so already: a busy machine is late for Redis as well, now and then.
            await Eventually.TrueAsync(() => IsPaused(replicas.First) && IsPaused(replicas.Second), "both leave Redis alone", Patience);
        }

        await load.GoesOnAsync(200);
        await (mend?.Invoke() ?? Task.CompletedTask);
        await load.GoesOnAsync(200);
        await replicas.AreOneAsync();

        AllIsWell(what, load);
        foreach (var (gateway, (paused, _)) in new[] { replicas.First, replicas.Second }.Zip(before))
        {
            var now = Replicas.Changes(gateway);
            (now.Paused - now.Resumed).Should().BeInRange(0, 1, "{0}: states alternate", what);
            // A line for each failure would be hundreds.
            (now.Paused - paused).Should().BeInRange(0, 20, "{0}: a line tells a change, not a failure", what);
        }
    }

    private static bool IsPaused(GatewayProcess gateway) => Replicas.Changes(gateway) is var (paused, resumed) && paused > resumed;

    private static void AllIsWell(string what, ReplicaLoad load)
    {
        load.Faults.Should().BeEmpty(what);
        load.Longest.Should().BeLessThan(Longest, what);
        TestContext.Current.TestOutputHelper!.WriteLine($"{what}: {load.Answers} answers, the longest wait {load.Longest.TotalMilliseconds:0} ms");
    }
}
