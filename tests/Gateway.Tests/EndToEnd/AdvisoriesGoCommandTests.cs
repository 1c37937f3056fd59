using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Access.Advisories;

namespace Gateway.Tests.EndToEnd;

/// <summary>What the real go command makes of versions with advisories, and prints of refusals.</summary>
public sealed class AdvisoriesGoCommandTests : IAsyncLifetime
{
    private const string Toolbox = "example.org/tools/box";

    private readonly FeedFolder _feed = new FeedFolder().Publish("GO-2026-0001", Toolbox, "1.1.0").Publish("GO-2026-0002", Toolbox, null, "1.3.0").Publish("GO-2026-0003", "stdlib", "1.99.1");
    private Origin _origin = null!;
    private Nginx _nginx = null!;
    private LabGateway? _gateway;

    public static TheoryData<string> Releases => [GoRelease.Oldest, GoRelease.Newest];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var library = LabModules.Public();
        foreach (var version in new[] { "v1.0.0", "v1.1.0", "v1.2.0", "v1.3.0" })
        {
            library.Publish(new LabModule { Path = Toolbox, Version = version });
        }

        _origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = library });
        _nginx = await Nginx.StartAsync(_feed.Path, "", Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await _nginx.DisposeAsync();
        await _origin.DisposeAsync();
        _feed.Dispose();
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_vulnerable_version_is_refused_with_its_advisory_and_the_latest_is_one_without(string release)
    {
        using var go = await StartAsync(release, """{ "Rules": [ { "Id": "vulnerable", "Effect": "Deny", "Advisories": { "Feed": "go" }, "Reason": "see go.corp.example/vuln" } ] }""");

        var denied = await go.RunAsync(Cancellation, "get", $"{Toolbox}@v1.0.0");

        denied.ExitCode.Should().Be(1);
        denied.Error.Should().Contain("403 Forbidden").And.Contain("rule \"vulnerable\" denies").And.Contain("see go.corp.example/vuln")
            .And.Contain("GO-2026-0001 (CVE-2026-0001), fixed in v1.1.0");
        (await go.RunAsync(Cancellation, "list", "-m", "-versions", Toolbox)).Succeeded().Text.Trim().Should().Be($"{Toolbox} v1.1.0 v1.2.0");
        (await go.RunAsync(Cancellation, "get", $"{Toolbox}@latest")).Succeeded();
        go.Downloaded.Should().Equal($"{Toolbox}@v1.2.0");
        (await go.RunAsync(Cancellation, "get", $"{Toolbox}@v1.3.0")).Error.Should().Contain("GO-2026-0002 (CVE-2026-0002), no fixed version is known");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_warning_stops_nobody(string release)
    {
        using var go = await StartAsync(release, """{ "Rules": [ { "Id": "look", "Effect": "Deny", "Advisories": { "Feed": "go", "WarnOnly": true } } ] }""");

        (await go.RunAsync(Cancellation, "get", $"{Toolbox}@v1.0.0")).Succeeded();

        go.Downloaded.Should().Equal($"{Toolbox}@v1.0.0");
    }

    [Fact]
    public async Task A_toolchain_with_a_vulnerable_standard_library_is_refused()
    {
        _origin.Library.Publish(new LabModule { Path = MadeModules.Toolchain.Path, Version = MadeModules.Toolchain.Version, HasGoMod = false });
        using var go = await StartAsync(GoRelease.Newest, """{ "Rules": [ { "Id": "vulnerable", "Effect": "Deny", "Advisories": { "Feed": "go" } } ] }""");
        go.Environment["GOTOOLCHAIN"] = "go1.99.0";

        var denied = await go.RunAsync(Cancellation, "version");

        denied.ExitCode.Should().Be(1);
        denied.Error.Should().Contain("GO-2026-0003 (CVE-2026-0003), fixed in go1.99.1");
    }

    private async Task<GoCommand> StartAsync(string release, string access)
    {
        _gateway = await LabGateway.StartAsync(
            new LabSettings().Cluster(_origin).Route("*", "origin").Set("Access", JsonNode.Parse(access)).Set("Advisories:go:Source", _nginx.Address.ToString()));
        return new GoCommand(release, _gateway.GoProxy);
    }
}
