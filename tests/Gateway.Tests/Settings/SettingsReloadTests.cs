using System.Text.Json.Nodes;
using Gateway.Lab.Certificates;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Settings;
using Gateway.Tests.EndToEnd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Settings;

/// <summary>Reload is all or nothing: what is wrong changes nothing and is loud, what is right is in force at once.</summary>
public class SettingsReloadTests
{
    private const int Reloaded = 1101;
    private const int Kept = 1102;
    private const int NotTaken = 1103;
    private const int NeedsRestart = 1104;
    private const int NotFollowed = 1105;

    [Theory]
    [InlineData(null, "appsettings.json is missing.")]
    [InlineData("", "appsettings.json is empty; an object of settings is needed.")]
    [InlineData(" \n", "appsettings.json is empty; an object of settings is needed.")]
    [InlineData("{}", "appsettings.json is empty; an object of settings is needed.")]
    [InlineData("null", "appsettings.json is empty; an object of settings is needed.")]
    [InlineData("{ \"Modules\": {", "appsettings.json is not JSON: line 1, byte 15")]
    [InlineData("{ \"Modules\": { \"Routes\": [] } }", "Modules:Routes is empty: no module would be served.")]
    public async Task A_deleted_emptied_broken_or_wrong_file_changes_nothing_and_is_loud(string? content, string fault)
    {
        await using var gateway = await ReloadedGateway.StartAsync();
        using var reloads = new Counted("gateway.settings.reloads", gateway.Lab);
        var before = gateway.Snapshot;
        if (content is null)
        {
            File.Delete(gateway.File);
        }
        else
        {
            await File.WriteAllTextAsync(gateway.File, content, TestContext.Current.CancellationToken);
        }

        (await gateway.ReloadAsync()).Should().BeFalse();

        gateway.Log.Of(Kept).Should().ContainSingle().Which.Level.Should().Be(LogLevel.Error);
        gateway.Log.Of(Kept).Single().Text.Should().Contain(fault).And.Contain("the old ones stay in force. 1 faults");
        reloads.Tags("result", "refused").Should().ContainSingle();
        gateway.Snapshot.Should().BeSameAs(before);
        (await gateway.AskAsync()).Should().Be(200);
    }

    [Fact]
    public async Task Every_fault_of_a_wrong_file_is_told_at_once()
    {
        await using var gateway = await ReloadedGateway.StartAsync();
        var wrong = JsonNode.Parse(gateway.With("Failover:MaxAttempts", "many"))!;
        wrong["Gateway"] = new JsonObject { ["Nmae"] = "edge" };
        wrong["Modules"]!["Routes"]![0]!["Clusters"]![0] = "orign";

        (await gateway.Lab.ReloadAsync(wrong.ToJsonString())).Should().BeFalse();

        gateway.Log.Of(Kept).Single().Text.Split('\n', StringSplitOptions.TrimEntries)[1..].Should().BeEquivalentTo(
            "Failover:MaxAttempts is \"many\"; a whole number is needed.",
            "Gateway:Nmae is no setting. Did you mean Name?",
            "Modules:Routes:0:Clusters has \"orign\", which ReverseProxy:Clusters does not name (origin). Did you mean origin?");
        (await gateway.AskAsync()).Should().Be(200);
    }

    [Fact]
    public async Task What_nobody_thought_of_changes_nothing_and_stops_nobody()
    {
        await using var gateway = await ReloadedGateway.StartAsync();
        var services = gateway.Lab.App.Services;
        var before = gateway.Snapshot;
        // No path can be this, and reading it throws what no reader expects.
        var sources = new SettingsSources { Folder = "", Files = ["\0"], Overrides = [] };
        using var reloader = ActivatorUtilities.CreateInstance<SettingsReloader>(services, sources);

        (await reloader.ReloadAsync(TestContext.Current.CancellationToken)).Should().BeFalse();

        gateway.Log.Of(NotTaken).Should().ContainSingle().Which.Level.Should().Be(LogLevel.Error);
        gateway.Snapshot.Should().BeSameAs(before);
        (await gateway.AskAsync()).Should().Be(200);
    }

    [Fact]
    public async Task A_right_file_is_in_force_at_once_also_after_a_wrong_one()
    {
        await using var gateway = await ReloadedGateway.StartAsync();
        using var reloads = new Counted("gateway.settings.reloads", gateway.Lab);

        (await gateway.Lab.ReloadAsync("{")).Should().BeFalse();
        (await gateway.Lab.ReloadAsync(gateway.WithHost("renamed"))).Should().BeTrue();
        await gateway.AskAsync();

        gateway.Origin.Requests.Last.Header("Host").Should().Be("renamed");
        gateway.Log.Of(Reloaded).Should().ContainSingle().Which.Level.Should().Be(LogLevel.Information);
        reloads.Tags("result", "taken").Should().ContainSingle();
    }

    [Fact]
    public async Task A_changed_password_is_read_again()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["password"], "old", TestContext.Current.CancellationToken);
        var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public(), Username = "edge", Password = "new" });
        await using var gateway = await ReloadedGateway.StartAsync(origin, new { Username = "edge", PasswordFile = folder["password"] });
        (await gateway.AskAsync()).Should().Be(502);

        await File.WriteAllTextAsync(folder["password"], "new", TestContext.Current.CancellationToken);
        (await gateway.ReloadAsync()).Should().BeTrue();

        (await gateway.AskAsync()).Should().Be(200);
    }

    [Fact]
    public async Task Who_fails_to_follow_keeps_nobody_else_from_it()
    {
        await using var gateway = await ReloadedGateway.StartAsync();
        var (current, followed) = (gateway.Lab.App.Services.GetRequiredService<CurrentSnapshot>(), 0);
        current.Replaced += static () => throw new NotSupportedException("not this one");
        current.Replaced += () => followed++;

        (await gateway.Lab.ReloadAsync(gateway.WithHost("renamed"))).Should().BeTrue();
        await gateway.AskAsync();

        followed.Should().Be(1);
        gateway.Log.Of(NotFollowed).Should().ContainSingle().Which.Level.Should().Be(LogLevel.Error);
        gateway.Origin.Requests.Last.Header("Host").Should().Be("renamed");
    }

    [Fact]
    public async Task A_password_file_that_vanishes_keeps_the_password()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["password"], "right", TestContext.Current.CancellationToken);
        var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public(), Username = "edge", Password = "right" });
        await using var gateway = await ReloadedGateway.StartAsync(origin, new { Username = "edge", PasswordFile = folder["password"] });

        File.Delete(folder["password"]);
        (await gateway.ReloadAsync()).Should().BeFalse();

        gateway.Log.Of(Kept).Single().Text.Should().Contain("Upstreams:origin:PasswordFile").And.Contain("cannot be read");
        (await gateway.AskAsync()).Should().Be(200);
    }

    [Fact]
    public async Task A_renewed_certificate_authority_is_read_again_and_the_old_one_trusted_no_more()
    {
        using var folder = new TemporaryFolder();
        using var old = new LabAuthority("Old CA");
        using var renewed = new LabAuthority("New CA");
        using var certificate = renewed.IssueServer();
        await File.WriteAllTextAsync(folder["ca.pem"], old.Pem, TestContext.Current.CancellationToken);
        var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public(), Certificate = certificate });
        await using var gateway = await ReloadedGateway.StartAsync(origin, new { Authorities = folder["ca.pem"] });
        (await gateway.AskAsync()).Should().Be(502);

        await File.WriteAllTextAsync(folder["ca.pem"], renewed.Pem, TestContext.Current.CancellationToken);
        (await gateway.ReloadAsync()).Should().BeTrue();
        (await gateway.AskAsync()).Should().Be(200);

        await File.WriteAllTextAsync(folder["ca.pem"], old.Pem, TestContext.Current.CancellationToken);
        (await gateway.ReloadAsync()).Should().BeTrue();
        (await gateway.AskAsync()).Should().Be(502, "an open connection under the new authority must not be used any more");
    }

    [Fact]
    public async Task A_listener_that_moved_stays_where_it_is_until_the_next_start_and_says_so()
    {
        await using var gateway = await ReloadedGateway.StartAsync();

        (await gateway.Lab.ReloadAsync(gateway.With("Listeners:Plain:Url", "http://127.0.0.2:0"))).Should().BeTrue();

        gateway.Log.Of(NeedsRestart).Should().ContainSingle().Which.Should().Be(
            new ReloadLog.Line(NeedsRestart, LogLevel.Warning, "Listeners:Plain:Url changed; it takes effect at the next start."));
        (await gateway.AskAsync()).Should().Be(200);
    }

    [Fact]
    public async Task A_gateway_keeps_its_name_until_the_next_start_in_everything_and_says_so()
    {
        await using var gateway = await ReloadedGateway.StartAsync();

        (await gateway.Lab.ReloadAsync(gateway.With("Gateway:Name", "renamed"))).Should().BeTrue();
        var own = await gateway.AskAsync("1.1 edge");
        var others = await gateway.AskAsync("1.1 renamed");

        gateway.Log.Of(NeedsRestart).Should().ContainSingle().Which.Should().Be(
            new ReloadLog.Line(NeedsRestart, LogLevel.Warning, "Gateway:Name changed; it takes effect at the next start."));
        (own, others).Should().Be((508, 200), "a loop is told by the name that requests leave with");
        gateway.Origin.Requests.Should().ContainSingle().Which.Header("Via").Should().Be("1.1 edge");
        gateway.Snapshot.Settings.Gateway.Name.Should().Be("edge");

        (await gateway.Lab.ReloadAsync(gateway.With("Gateway:Name", "edge"))).Should().BeTrue();
        gateway.Log.Of(NeedsRestart).Should().ContainSingle("nothing waits any more");
    }

    [Fact]
    public async Task A_request_ends_with_the_settings_it_began_with()
    {
        await using var gateway = await ReloadedGateway.StartAsync();
        gateway.Origin.Break(Fault.Silence, times: 1);

        var asking = gateway.AskAsync();
        await gateway.Origin.HoldsAsync(1, TestContext.Current.CancellationToken);
        (await gateway.Lab.ReloadAsync(gateway.With("ReverseProxy:Clusters:origin:Destinations:d1:Address", "http://127.0.0.1:1/"))).Should().BeTrue();
        gateway.Origin.Release();

        (await asking).Should().Be(200);
        (await gateway.AskAsync()).Should().Be(502);
    }

    // What YARP's own checks let through and its handlers refuse later, and paths that no file system takes.
    [Theory]
    [InlineData("ReverseProxy:Clusters:origin:HttpClient:MaxConnectionsPerServer", "0")]
    [InlineData("ReverseProxy:Clusters:origin:HttpClient:MaxConnectionsPerServer", "-1")]
    [InlineData("ReverseProxy:Clusters:origin:HttpClient:RequestHeaderEncoding", "\"nonsense\"")]
    [InlineData("ReverseProxy:Clusters:origin:HttpClient:SslProtocols", "[ \"Ssl2\" ]")]
    [InlineData("ReverseProxy:Clusters:origin:HttpClient:WebProxy", "{ \"Address\": \"ftp://127.0.0.1\" }")]
    [InlineData("ReverseProxy:Clusters:origin:HttpRequest", "{ \"Version\": \"9.9\" }")]
    [InlineData("ReverseProxy:Clusters:origin:HttpRequest", "{ \"VersionPolicy\": \"99\" }")]
    [InlineData("ReverseProxy:Clusters:origin:HttpRequest", "{ \"ActivityTimeout\": \"-00:00:01\" }")]
    [InlineData("ReverseProxy:Clusters:origin:Destinations:d1:Address", "null")]
    [InlineData("ReverseProxy:Clusters:origin:Destinations:d1", "null")]
    [InlineData("ReverseProxy:Clusters:origin:Destinations", "[]")]
    [InlineData("ReverseProxy:Clusters:origin", "{}")]
    [InlineData("ReverseProxy:Clusters:origin", "null")]
    [InlineData("Upstreams:origin:PasswordFile", "\"\\u0000\"")]
    [InlineData("Upstreams:origin:Authorities", "\"\\u0000\"")]
    [InlineData("Upstreams:origin:TokenVariable", "\"=\"")]
    public async Task A_value_that_only_the_platform_refuses_never_ends_the_gateway(string key, string value)
    {
        await using var gateway = await ReloadedGateway.StartAsync();

        await gateway.Lab.Invoking(lab => lab.ReloadAsync(gateway.With(key, JsonNode.Parse(value)))).Should().NotThrowAsync("the watcher would end with it, and the process with the watcher");

        (await gateway.Lab.ReloadAsync(gateway.WithHost("after"))).Should().BeTrue();
        (await gateway.AskAsync()).Should().Be(200);
        gateway.Origin.Requests.Last.Header("Host").Should().Be("after");
    }
}
