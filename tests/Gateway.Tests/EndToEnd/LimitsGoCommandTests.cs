using System.Diagnostics;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.EndToEnd;

/// <summary>What the real go command notices of limits: that it takes longer.</summary>
public sealed class LimitsGoCommandTests
{
    private const int PerSecond = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(GoRelease.Oldest, "RequestsPerSecond", PerSecond)]
    [InlineData(GoRelease.Newest, "RequestsPerSecond", PerSecond)]
    [InlineData(GoRelease.Newest, "RequestsAtOnce", 1)]
    public async Task A_build_over_a_limit_waits_and_succeeds(string release, string limit, int value)
    {
        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        await using var gateway = await LabGateway.StartAsync(
            new LabSettings().Cluster(origin).Route("*", "golang").Set($"Limits:Caller:{limit}", value).Set("Limits:MaximumWait", "00:02:00"));
        using var waited = new Counted("gateway.limits.waited", gateway);
        using var refused = new Counted("gateway.limits.refused", gateway);
        using var go = new GoCommand(release, gateway.GoProxy);
        go.Environment["GOMAXPROCS"] = "8";

        var began = Stopwatch.GetTimestamp();
        (await go.RunAsync(Cancellation, "get", $"{LabModules.Shop}@latest")).Succeeded();
        (await go.RunAsync(Cancellation, "mod", "download", "all")).Succeeded();
        var took = Stopwatch.GetElapsedTime(began);

        (waited.Sum > 0, refused.Sum).Should().Be((true, 0L));
        if (limit == "RequestsPerSecond")
        {
            // The shortest it can take: everything but a first second's worth, one after the other.
            took.Should().BeGreaterThan(TimeSpan.FromSeconds((origin.Requests.Count - PerSecond) / (double)PerSecond));
        }
    }
}
