using System.Net;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;

namespace Gateway.Tests.EndToEnd;

/// <summary>What the real go command sees of releases and outages behind a cache, by the real clock.</summary>
public sealed class FreshnessGoCommandTests
{
    private const string Module = "example.org/hello";
    private const string List = $"/{Module}/@v/list";

    // The jitter of a lifetime, one refresh and one run of the command on a busy machine.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Releases => [GoRelease.Oldest, GoRelease.Newest];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_new_version_is_seen_when_the_lifetime_of_the_list_is_over(string release)
    {
        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        await using var gateway = await StartAsync(origin);
        using var go = new GoCommand(release, gateway.GoProxy);
        (await VersionsAsync(go)).Should().NotContain("v1.99.0");
        var published = TimeProvider.System.GetTimestamp();
        origin.Library.Publish(new LabModule { Path = Module, Version = "v1.99.0" });

        TimeSpan begun;
        do
        {
            begun = TimeProvider.System.GetElapsedTime(published);
            begun.Should().BeLessThan(Lifetime + Margin);
        }
        while (!(await VersionsAsync(go)).Contains("v1.99.0"));

        (await go.RunAsync(Cancellation, "get", $"{Module}@latest")).Succeeded();
        go.Read("go.mod").Should().Contain($"{Module} v1.99.0");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task While_every_cluster_is_down_a_known_list_is_served_with_its_age_and_an_unknown_one_is_no_404(string release)
    {
        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        await using var gateway = await StartAsync(origin);
        using var go = new GoCommand(release, gateway.GoProxy);
        var known = await VersionsAsync(go);
        await origin.StopAsync();

        await Eventually.TrueAsync(
            async () =>
            {
                using var late = await gateway.Client.GetAsync(List, Cancellation);
                return late.StatusCode == HttpStatusCode.OK
                    && late.Headers.Age >= Lifetime
                    && late.Headers.GetValues("Cache-Status").Single().EndsWith("detail=stale-if-error", StringComparison.Ordinal);
            },
            "the list is served although it is no longer believed",
            Cancellation);

        (await VersionsAsync(go)).Should().Equal(known);
        var unknown = await go.RunAsync(Cancellation, "list", "-m", "-versions", "example.org/text");
        unknown.ExitCode.Should().Be(1);
        unknown.Error.Should().Contain("502 Bad Gateway").And.Contain("golang refused the connection").And.NotContain("404 Not Found");
    }

    private static async Task<string[]> VersionsAsync(GoCommand go) =>
        (await go.RunAsync(Cancellation, "list", "-m", "-versions", Module)).Succeeded().Text.Trim().Split(' ');

    private static Task<LabGateway> StartAsync(Origin origin) => LabGateway.StartAsync(
        new LabSettings().Cluster(origin, new { Kind = "ProxyGolangOrg" }).Route("*", "golang").Set("Caching:MutableLifetime", Lifetime.ToString()));
}
