using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.Discovery;

/// <summary>Destinations that the system's resolver names.</summary>
public class DnsDiscoveryTests
{
    [Fact]
    public async Task Every_address_of_a_name_is_a_destination_that_is_asked_by_the_name()
    {
        var origin = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()));
        var port = origin.Address.Port;
        await using var bed = await DiscoveryBed.StartAsync([origin], new Uri($"http://localhost:{port}/"), new { Source = "Dns", Interval = "00:00:01" });

        await bed.Log.WaitForAsync(4101);

        bed.Named.Should().Contain($"d1[127.0.0.1] http://127.0.0.1:{port}/");
        bed.Destinations.Should().OnlyContain(destination => destination.Host == $"localhost:{port}");
        (await bed.GetAsync()).Should().Be(200);
        origin.Requests.Should().ContainSingle().Which.Host.Should().Be($"localhost:{port}");
    }

    [Fact]
    public async Task A_name_that_nobody_knows_leaves_the_configured_destination()
    {
        await using var bed = await DiscoveryBed.StartAsync([], new Uri("http://gateway.invalid/"), new { Source = "Dns", Interval = "00:00:01" });

        await bed.Log.WaitForAsync(4102);

        bed.Named.Should().Equal("d1 http://gateway.invalid/");
    }
}
