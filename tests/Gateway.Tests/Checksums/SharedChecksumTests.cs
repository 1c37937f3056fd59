using System.Diagnostics;
using System.Text;
using Gateway.Caching;
using Gateway.Checksums;
using Gateway.Lab;
using Gateway.Settings;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;
using Gateway.Upstreams;
using GoModules;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Checksums;

/// <summary>What one gateway saw, the other knows: over a real Redis, before a real checksum database.</summary>
[Collection<RealPeers>]
public sealed class SharedChecksumTests(Peers peers) : IAsyncLifetime
{
    private static readonly EndToEnd.ModuleVersion Honest = new("github.com/pkg/errors", "v0.9.1");
    private static readonly EndToEnd.ModuleVersion Toolbox = new(MadeModules.Toolbox, "v1.1.0");

    private readonly TemporaryFolder _folder = new();
    private RedisServer _redis = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder["key"], new string('k', 32), Cancellation);
        _redis = await RedisServer.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("mod")]
    public async Task A_private_artifact_that_is_not_what_another_gateway_first_saw_is_an_alarm(string extension)
    {
        await using var first = await StartAsync("Enforce", settings => settings.Set("Caching:ImmutableLifetime", "00:00:01"));
        await using var second = await StartAsync("Enforce", settings => settings.Set("Caching:ImmutableLifetime", "00:00:01"));
        await AreOneAsync(first, second);
        var path = ChecksumBed.PathOf(MadeModules.Private, extension);
        second.Bad.Change = (asked, body) => !asked.EndsWith(extension, StringComparison.Ordinal) ? body : extension == "zip" ? Corruption.OfContent(body) : [.. body, (byte)'\n'];

        (await first.GetAsync(path)).Status.Should().Be(200);
        await Eventually.TrueAsync(async () => (await second.GetAsync(path)).Status == 502, "what the first one keeps has ended, and the second one asks", Cancellation);

        (await second.AlarmsAsync()).Should().Equal("changed bad");
        (await first.AlarmsAsync()).Should().BeEmpty();
        second.Database.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task Of_two_that_see_an_artifact_at_once_one_was_first()
    {
        await using var first = await StartAsync("Enforce");
        await using var second = await StartAsync("Enforce");
        await AreOneAsync(first, second);
        for (var number = 0; number < 100; number++)
        {
            var request = GoRequest.Parse($"/{MadeModules.Private.Path}/@v/v1.0.{number}.zip")!;

            var learned = await Task.WhenAll(LearnAsync(first, request, "h1:one"), LearnAsync(second, request, "h1:other"));

            learned[0].Should().BeOneOf("h1:one", "h1:other").And.Be(learned[1]);
            (await LearnAsync(first, request, "h1:later")).Should().Be(learned[0]);
        }
    }

    [Fact]
    public async Task A_purge_at_one_gateway_accepts_a_change_at_the_other()
    {
        await using var first = await StartAsync("Enforce", settings => settings.Set("Caching:ImmutableLifetime", "00:00:01"));
        await using var second = await StartAsync("Enforce", settings => settings.Set("Caching:ImmutableLifetime", "00:00:01").Set("Checksums:DistrustFor", "00:00:01"));
        await AreOneAsync(first, second);
        var path = ChecksumBed.PathOf(MadeModules.Private, "zip");
        (await first.GetAsync(path)).Status.Should().Be(200);
        second.Bad.Change = static (asked, body) => asked.EndsWith(".zip", StringComparison.Ordinal) ? Corruption.OfContent(body) : body;
        await Eventually.TrueAsync(async () => (await second.GetAsync(path)).Status == 502, "the change is noticed", Cancellation);

        await first.Gateway.App.Services.GetRequiredService<Purges>().ForgetAsync(CacheTags.Version(MadeModules.Private.Path, MadeModules.Private.Version));

        await Eventually.TrueAsync(async () => (await second.GetAsync(path)).Status == 200, "it is what it is now", Cancellation);
    }

    [Fact]
    public async Task Another_history_than_the_one_that_another_gateway_saw_is_an_alarm()
    {
        await using var before = await ChecksumDatabase.StartAsync([peers.Truth, peers.Tree], Cancellation, "one key");
        await using var after = await ChecksumDatabase.StartAsync([peers.Truth, peers.Tree], Cancellation, "one key");
        await using var first = await StartAsync("Enforce", database: before);
        await Eventually.TrueAsync(() => IsUsed(first), "what the first one sees is kept in Redis", Cancellation);
        (await first.GetAsync(ChecksumBed.PathOf(Honest, "mod"))).Status.Should().Be(200);
        (await first.GetAsync(ChecksumBed.PathOf(Toolbox, "mod"))).Status.Should().Be(200);

        // It begins when the first one has seen its tree, as after a restart, and has seen none itself.
        await using var second = await StartAsync("Enforce", settings => settings.Set("Checksums:OnFailure", "Refuse"), after);
        await AreOneAsync(first, second);
        var (status, body) = await second.GetAsync(ChecksumBed.PathOf(MadeModules.UpperCase, "mod"));

        status.Should().Be(503);
        Encoding.UTF8.GetString(body).Should().Contain("has signed two histories");
        (await second.AlarmsAsync()).Should().Contain($"database {ChecksumDatabase.Name}");
        (await first.AlarmsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task While_redis_hangs_everybody_believes_what_he_has_seen_himself_and_nothing_fails()
    {
        await using var first = await StartAsync("Enforce", settings => settings.Set("Caching:Redis:Timeout", "00:00:00.2"));
        await using var second = await StartAsync("Enforce", settings => settings.Set("Caching:Redis:Timeout", "00:00:00.2").Set("Caching:ImmutableLifetime", "00:00:01"));
        await AreOneAsync(first, second);
        var path = ChecksumBed.PathOf(MadeModules.Private, "zip");
        (await first.GetAsync(path)).Status.Should().Be(200);
        await _redis.FreezeAsync(Cancellation);
        second.Bad.Change = static (asked, body) => asked.EndsWith(".zip", StringComparison.Ordinal) && asked.Contains("ledger", StringComparison.Ordinal) ? Corruption.OfContent(body) : body;

        var began = Stopwatch.GetTimestamp();
        (await second.GetAsync(path)).Status.Should().Be(200, "nobody can tell him what it was");
        (await second.GetAsync(ChecksumBed.PathOf(Toolbox, "mod"))).Status.Should().Be(200);
        (await second.GetAsync(ChecksumBed.PathOf(Toolbox, "zip"))).Status.Should().Be(200);
        Stopwatch.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(30), "three questions of a fifth of a second each, on a machine that may be busy");
        (await second.AlarmsAsync()).Should().BeEmpty();

        second.Bad.Change = static (_, body) => body;
        await Eventually.TrueAsync(async () => (await second.GetAsync(path)).Status == 502, "his own first sight counts", Cancellation);
        (await second.AlarmsAsync()).Should().Equal("changed bad");
    }

    [Theory]
    [InlineData("mod")]
    [InlineData("zip")]
    public async Task A_database_that_is_slow_holds_nobody_up_where_nothing_is_refused(string extension)
    {
        await using var first = await StartAsync("Report", settings => settings.Set("Checksums:Patience", "00:05:00"));
        await using var second = await StartAsync("Report", settings => settings.Set("Checksums:Patience", "00:05:00"));
        await AreOneAsync(first, second);
        var (slow, begun) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        first.Database.Hold = second.Database.Hold = _ => slow.Task;
        first.Bad.Hold = _ => begun.Task;
        var (path, key) = (ChecksumBed.PathOf(Toolbox, extension), LeaseTestBed.LeaseOf(ChecksumBed.PathOf(Toolbox, extension)));

        var asking = first.GetAsync(path);
        // From now on it is there until it is given back.
        await Eventually.TrueAsync(async () => await _redis.ExecuteAsync(Cancellation, "PERSIST", key) == "1", "the lease is taken", Cancellation);
        begun.SetResult();

        (await asking).Status.Should().Be(200);
        await Eventually.TrueAsync(async () => await _redis.ExecuteAsync(Cancellation, "EXISTS", key) == "0", "it is given back before the database has answered", Cancellation);
        (await second.GetAsync(path)).Status.Should().Be(200);
        slow.SetResult();
    }

    private static Task<string> LearnAsync(ChecksumBed bed, GoRequest request, string hash)
    {
        var (services, chain) = (bed.Gateway.App.Services, new Chain("private", [], Continuation.Next, Continuation.Final, false, TimeSpan.Zero));
        return services.GetRequiredService<FirstHashes>().LearnAsync(new Fetch(request, chain, true, services.GetRequiredService<CurrentSnapshot>().Value.Settings, default!), hash);
    }

    private Task<ChecksumBed> StartAsync(string mode, Func<LabSettings, LabSettings>? change = null, ChecksumDatabase? database = null) =>
        ChecksumBed.StartAsync(peers, mode, change: settings =>
        {
            settings.Set("Caching:Redis:Connection", _redis.Address).Set("Caching:Redis:KeyFile", _folder["key"])
                // Unless a test is about a Redis that is slow: a busy machine is.
                .Set("Caching:Redis:Timeout", "00:00:05");
            return change?.Invoke(settings) ?? settings;
        }, database: database);

    /// <summary>Both use Redis and know the same purges.</summary>
    private static Task AreOneAsync(ChecksumBed first, ChecksumBed second) => Eventually.TrueAsync(
        () => IsUsed(first) && IsUsed(second) && Stamp(first) == Stamp(second), "both gateways use Redis", Cancellation);

    private static bool IsUsed(ChecksumBed bed) => bed.Gateway.App.Services.GetRequiredService<RedisLink>().IsUsed;

    private static long Stamp(ChecksumBed bed) => bed.Gateway.App.Services.GetRequiredService<PurgeStamps>().Now;
}
