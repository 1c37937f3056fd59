using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Settings;
using Gateway.Tests.Settings;
using Gateway.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Upstreams;

/// <summary>Routes that ask the quickest cluster first.</summary>
public class FastestFirstTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_quickest_cluster_is_asked_first_once_both_are_known()
    {
        await using var slow = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()) with { Name = "slow" });
        await using var quick = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()) with { Name = "quick" });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache().Cluster(slow).Cluster(quick).Route("*", "slow,quick", new { Order = "Fastest" }));
        // Far slower than a busy machine makes the quick one.
        slow.Fault = Fault.SlowFirstByte(TimeSpan.FromSeconds(3));

        for (var asked = 0; asked < 10; asked++)
        {
            (await gateway.Client.GetAsync("/example.org/hello/@v/v1.1.0.mod", Cancellation)).EnsureSuccessStatusCode();
        }

        (slow.Requests.Count, quick.Requests.Count).Should().Be((1, 9));
    }

    [Fact]
    public async Task Who_is_first_stays_so_until_another_one_is_clearly_quicker()
    {
        await using var a = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()) with { Name = "a" });
        await using var b = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()) with { Name = "b" });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(a).Cluster(b).Route("*", "a,b", new { Order = "Fastest" }));
        var upstreams = gateway.App.Services.GetRequiredService<CurrentSnapshot>().Value.Upstreams;
        var chain = new Chain("route", [upstreams["a"], upstreams["b"]], Continuation.Final, Continuation.Final, false, TimeSpan.FromMinutes(1)) { Order = ChainOrder.Fastest };
        var fastest = new FastestFirst();
        Pace("a", 100);
        Pace("b", 110);
        First().Should().Be("a");

        Pace("b", 90, times: 50);
        First().Should().Be("a", "a tenth quicker is no reason");
        Pace("b", 20, times: 50);
        First().Should().Be("b");
        Pace("a", 20, times: 50);
        First().Should().Be("b");

        string First() => fastest.Apply(chain).Upstreams[0].Name;

        void Pace(string cluster, double milliseconds, int times = 1)
        {
            for (var time = 0; time < times; time++)
            {
                upstreams[cluster].Destinations[0].Standing.FirstByte.Add(TimeSpan.FromMilliseconds(milliseconds));
            }
        }
    }

    [Fact]
    public void Nobody_is_the_last_authority_where_nobody_is_last()
    {
        using var folder = new SettingsFolder { ["appsettings.json"] = SettingsFolder.Least.Replace("\"Name\": \"all\"", "\"Name\": \"all\", \"Order\": \"Fastest\", \"LastIsAuthority\": true", StringComparison.Ordinal) };

        folder.Faults().Should().ContainSingle().Which.Should().Contain("no cluster is last for good");
    }
}
