using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Settings;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Settings;

/// <summary>What makes a running gateway read its settings again.</summary>
public class SettingsReloadWatcherTests
{
    private const int Reloaded = 1101;
    private const int Kept = 1102;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_gateway_that_runs_notices_a_changed_file_by_itself()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(ReloadedGateway.Settings(origin));
        using var log = new ReloadLog();
        gateway.App.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);

        // At once, before the watcher has looked for the first time.
        await WriteAsync(gateway.SettingsFile, ReloadedGateway.Settings(origin).Change("origin", static cluster => cluster["Destinations"]!["d1"]!["Host"] = "renamed").ToString());
        await log.WaitForAsync(Reloaded);

        using var response = await gateway.Client.GetAsync("/example.org/hello/@v/list", TestContext.Current.CancellationToken);
        origin.Requests.Last.Header("Host").Should().Be("renamed");
    }

    [Fact]
    public async Task A_change_from_before_the_first_look_is_noticed()
    {
        await using var gateway = await ReloadedGateway.StartAsync();
        await WriteAsync(gateway.File, gateway.With("Access:Contact", "renamed"));

        await using var watching = await WatchAsync(gateway);
        watching.Tick();

        await gateway.Log.WaitForAsync(Reloaded);
        gateway.Snapshot.Settings.Access.Contact.Should().Be("renamed");
    }

    [Fact]
    public async Task A_wrong_file_is_told_once_and_a_mended_one_is_taken()
    {
        await using var gateway = await ReloadedGateway.StartAsync();
        await using var watching = await WatchAsync(gateway);

        await WriteAsync(gateway.File, "{");
        watching.Tick();
        await gateway.Log.WaitForAsync(Kept);
        watching.Tick();
        File.Delete(gateway.File);
        watching.Tick();
        (await gateway.Log.WaitForAsync(Kept, times: 2)).Text.Should().Contain("is missing");
        await WriteAsync(gateway.File, gateway.With("Access:Contact", "renamed"));
        watching.Tick();
        await gateway.Log.WaitForAsync(Reloaded);

        gateway.Log.Of(Kept).Should().HaveCount(2);
    }

    [Fact]
    public async Task What_did_not_change_is_not_read_again()
    {
        await using var gateway = await ReloadedGateway.StartAsync();
        await using var watching = await WatchAsync(gateway);

        await WriteAsync(gateway.File, await File.ReadAllTextAsync(gateway.File, TestContext.Current.CancellationToken));
        watching.Tick();
        watching.Tick();
        await WriteAsync(gateway.File, gateway.With("Access:Contact", "renamed"));
        watching.Tick();
        await gateway.Log.WaitForAsync(Reloaded);
        watching.Tick();
        await WriteAsync(gateway.File, "{");
        watching.Tick();
        await gateway.Log.WaitForAsync(Kept);

        gateway.Log.Of(Reloaded).Should().ContainSingle();
    }

    [Fact]
    public async Task A_secret_that_the_first_settings_name_is_watched_from_the_start()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder["password"], "old");
        var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public(), Username = "edge", Password = "new" });
        await using var gateway = await ReloadedGateway.StartAsync(origin, new { Username = "edge", PasswordFile = folder["password"] });
        await using var watching = await WatchAsync(gateway);

        await WriteAsync(folder["password"], "new");
        watching.Tick();

        await gateway.Log.WaitForAsync(Reloaded);
        (await gateway.AskAsync()).Should().Be(200);
    }

    [Fact]
    public async Task A_secret_that_comes_after_the_settings_that_name_it_is_noticed()
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await ReloadedGateway.StartAsync();
        await using var watching = await WatchAsync(gateway);

        await WriteAsync(gateway.File, gateway.With("Upstreams:origin:TokenFile", folder["token"]));
        watching.Tick();
        await gateway.Log.WaitForAsync(Kept);
        await WriteAsync(folder["token"], "word");
        watching.Tick();
        await gateway.Log.WaitForAsync(Reloaded);
        await gateway.AskAsync();

        gateway.Origin.Requests.Last.Authorization.Should().Be("Bearer word");
    }

    [Fact]
    public async Task A_folder_that_is_swapped_by_its_symbolic_link_is_noticed_by_length_or_time()
    {
        using var folder = new TemporaryFolder();
        var (old, now) = (Directory.CreateDirectory(folder["old"]).FullName, Directory.CreateDirectory(folder["new"]).FullName);
        await WriteAsync(Path.Combine(old, "appsettings.json"), SettingsFolder.Least);
        await WriteAsync(Path.Combine(now, "appsettings.json"), SettingsFolder.Least + "\n");
        File.CreateSymbolicLink(folder["data"], old);
        var files = new SettingsFiles();
        files.ReadText(Path.Combine(folder["data"], "appsettings.json"));
        files.SeemChanged().Should().BeFalse();

        File.Delete(folder["data"]);
        File.CreateSymbolicLink(folder["data"], now);

        files.SeemChanged().Should().BeTrue();
    }

    [Fact]
    public async Task A_file_that_changes_before_it_is_read_for_another_setting_has_changed()
    {
        using var folder = new TemporaryFolder();
        var (files, faults) = (new SettingsFiles(), new List<string>());
        await WriteAsync(folder["authorities.pem"], "old");
        files.Read("Upstreams:a:Authorities", folder["authorities.pem"], faults);

        await WriteAsync(folder["authorities.pem"], "new");
        files.Read("Upstreams:b:Authorities", folder["authorities.pem"], faults);

        files.HaveChanged.Should().BeTrue();
        files.SeemChanged().Should().BeTrue();
    }

    [Fact]
    public async Task A_file_in_place_of_another_of_the_same_length_and_time_is_noticed_when_contents_are_compared()
    {
        await using var gateway = await ReloadedGateway.StartAsync();
        var (text, written) = (gateway.With("Access:Contact", "renamex"), File.GetLastWriteTimeUtc(gateway.File));
        (await gateway.Reloader.ReloadAsync(TestContext.Current.CancellationToken)).Should().BeTrue();
        await WriteAsync(gateway.File, gateway.With("Access:Contact", "renamed"), written);
        await using var watching = await WatchAsync(gateway);
        watching.Tick();
        await gateway.Log.WaitForAsync(Reloaded, times: 2);

        await WriteAsync(gateway.File, text, written);
        await Eventually.TrueAsync(
            () =>
            {
                watching.Tick();
                return gateway.Log.Of(Reloaded).Count == 3;
            },
            "contents are compared",
            TestContext.Current.CancellationToken);

        gateway.Snapshot.Settings.Access.Contact.Should().Be("renamex");
    }

    /// <summary>Writes a file in one step: a look that came in between would find half of it.</summary>
    private static async Task WriteAsync(string file, string text, DateTime? written = null)
    {
        await File.WriteAllTextAsync(file + ".new", text, TestContext.Current.CancellationToken);
        if (written is { } time)
        {
            File.SetLastWriteTimeUtc(file + ".new", time);
        }

        File.Move(file + ".new", file, overwrite: true);
    }

    private static async Task<Watching> WatchAsync(ReloadedGateway gateway)
    {
        var time = new ReloadTime();
        var watcher = new SettingsWatcher(gateway.Reloader, time);
        await watcher.StartAsync(TestContext.Current.CancellationToken);
        await time.TimerTaken;
        return new Watching(watcher, time);
    }

    private sealed class Watching(SettingsWatcher watcher, ReloadTime time) : IAsyncDisposable
    {
        public void Tick() => time.Advance(Period);

        public async ValueTask DisposeAsync()
        {
            await watcher.StopAsync(CancellationToken.None);
            watcher.Dispose();
        }
    }
}
