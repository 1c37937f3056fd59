using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.EndToEnd;

/// <summary>What a developer reads when the gateway has no answer: one cluster, and the go command's own output.</summary>
public sealed class FinalFailureTests : IAsyncLifetime
{
    private const string Hello = "example.org/hello@v1.0.0";

    private Origin? _origin;
    private LabGateway? _gateway;

    public static TheoryData<string> Releases => [GoRelease.Oldest, GoRelease.Newest];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Origin Origin => _origin!;

    private string Proxy => _gateway!.GoProxy;

    public async ValueTask InitializeAsync()
    {
        _origin = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()));
        _gateway = await LabGateway.StartAsync(Settings());
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_origin is not null)
        {
            await _origin.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Not_found(string release)
    {
        Origin.Fault = Fault.Status(404, "not found: no such repository");

        await ShowsAsync(release, "404 Not Found", $"not found: {Hello}", "athens answered 404: \"not found: no such repository\"");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_verdict_of_the_cluster_with_its_reason(string release)
    {
        const string Reason = "quarantined: CVE-2025-0001, ask security@corp.example";
        Origin.Break(Fault.Status(403, Reason), request => request.Target.Contains("hello"));

        await ShowsAsync(release, "403 Forbidden", $"forbidden: {Hello} is refused by athens", $"athens answered 403: \"{Reason}\"");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Refused_credentials(string release)
    {
        Origin.Fault = Fault.Status(401);

        await ShowsAsync(release, "502 Bad Gateway", "athens refused the gateway's credentials (401)");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_failure_of_the_cluster(string release)
    {
        Origin.Fault = Fault.Status(500, "the database is down");

        await ShowsAsync(
            release, "502 Bad Gateway", $"bad gateway: no cluster could answer for {Hello}", "athens answered 500: \"the database is down\"");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_cluster_that_is_not_there(string release)
    {
        await Origin.StopAsync();

        await ShowsAsync(release, "502 Bad Gateway", "athens refused the connection");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_page_for_browsers(string release)
    {
        Origin.Fault = Fault.Html;

        await ShowsAsync(release, "502 Bad Gateway", "athens answered with an HTML page");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_redirect_to_a_host_that_is_not_listed(string release)
    {
        Origin.Fault = Fault.RedirectTo(new Uri("http://127.0.0.9:1/signed?secret=1"));

        var output = await ShowsAsync(release, "502 Bad Gateway", "athens redirected to http://127.0.0.9:1, which is not in its RedirectHosts");

        output.Error.Should().NotContain("secret");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_cluster_that_asks_for_a_pause(string release)
    {
        Origin.Fault = Fault.Status(429, "slow down");

        await ShowsAsync(
            release, "503 Service Unavailable", $"unavailable: no cluster can answer for {Hello} now", "athens answered 429: \"slow down\"");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_cluster_that_says_nothing(string release)
    {
        await _gateway!.ReloadAsync(Impatient(Settings()).ToString());
        Origin.Fault = Fault.Silence;

        await ShowsAsync(
            release, "504 Gateway Timeout", $"gateway timeout: no cluster answered for {Hello} in time", "athens sent nothing for 0.3 s");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task An_outage_during_the_search_for_a_module_around_a_package(string release)
    {
        await Origin.StopAsync();
        using var go = new GoCommand(release, Proxy);

        var output = await go.RunAsync(Cancellation, "get", "example.org/hello/cmd/hello@latest");

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("502 Bad Gateway").And.Contain("athens refused the connection").And.NotContain("404 Not Found");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_zip_that_dies_in_mid_body_is_an_error_and_nothing_of_it_is_kept(string release)
    {
        const string Large = "example.org/large@v1.0.0";
        Origin.Break(Fault.DieInBody(2 << 20), request => request.Path.EndsWith(".zip", StringComparison.Ordinal));
        using var go = new GoCommand(release, Proxy);

        var output = await go.RunAsync(Cancellation, "mod", "download", Large);

        output.ExitCode.Should().Be(1);
        output.Error.Should().MatchRegex("unexpected EOF|connection reset by peer|EOF|broke off on its way");
        go.Downloaded.Should().BeEmpty();

        Origin.Heal();
        (await go.RunAsync(Cancellation, "mod", "download", Large)).Succeeded();
        go.Downloaded.Should().Equal(Large);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_zip_of_unknown_length_that_dies_in_mid_body_does_not_look_whole(string release)
    {
        Origin.Break(Fault.DieInBody(2 << 20, isChunked: true), request => request.Path.EndsWith(".zip", StringComparison.Ordinal));
        using var go = new GoCommand(release, Proxy);

        var output = await go.RunAsync(Cancellation, "mod", "download", "example.org/large@v1.0.0");

        output.ExitCode.Should().Be(1);
        output.Error.Should().MatchRegex("unexpected EOF|connection reset by peer|EOF|broke off on its way");
        go.Downloaded.Should().BeEmpty();
    }

    private static LabSettings Impatient(LabSettings settings) =>
        settings.Set("Failover:FirstByteTimeout", "00:00:00.3").Set("Failover:LastFirstByteTimeout", "00:00:00.3");

    private LabSettings Settings() => new LabSettings().Cluster(Origin).Route("*", "athens");

    private async Task<Output> ShowsAsync(string release, params string[] texts)
    {
        using var go = new GoCommand(release, Proxy);

        var output = await go.RunAsync(Cancellation, "get", Hello);

        output.ExitCode.Should().Be(1);
        output.Error.Should().ContainAll([.. texts, "server response:"]).And.MatchRegex("request [0-9a-f]{16}");
        if (texts[0] != "404 Not Found")
        {
            output.Error.Should().NotContain("404 Not Found");
        }

        return output;
    }
}
