using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Upstreams;

public sealed class CredentialProbeTests
{
    [Fact]
    public async Task A_verdict_right_after_refused_credentials_is_not_walked_around()
    {
        await using var clusters = await ThreeClusters.StartAsync();
        clusters.A.Fault = Fault.Status(403);
        (await clusters.GetAsync(ThreeClusters.Mod)).Status.Should().Be(200, "a cluster that refuses everything is an outage");

        clusters.A.Heal();
        clusters.A.Break(Fault.Status(403), "example.org/hello");

        (await clusters.GetAsync(ThreeClusters.Mod)).Status.Should().Be(403);
    }

    [Fact]
    public async Task Credentials_that_were_taken_are_not_asked_for_at_every_verdict()
    {
        await using var clusters = await ThreeClusters.StartAsync();
        clusters.A.Break(Fault.Status(403), "example.org/hello");

        foreach (var file in new[] { ThreeClusters.Mod, ThreeClusters.Info, ThreeClusters.List })
        {
            (await clusters.GetAsync(file)).Status.Should().Be(403);
        }

        clusters.A.Requests.Targets.Should().ContainSingle(static target => target.Contains("golang.org/x/mod", StringComparison.Ordinal));
    }
}
