using System.Net;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Settings;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Chaos;

/// <summary>The ways by which the name of a private module could reach a public cluster, one by one.</summary>
public class PrivateModuleTests
{
    private const string PrivateMod = "/corp.example/billing/@v/v1.0.0.mod";
    private const string PublicMod = "/example.org/hello/@v/v1.1.0.mod";

    [Fact]
    public async Task A_redirect_of_a_private_module_is_not_followed_to_the_host_of_a_public_cluster()
    {
        await using var golang = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()) with { Host = IPAddress.Parse("127.0.0.3") });
        // As Athens does it when it is told to send clients on instead of fetching.
        await using var athens = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()));
        athens.Break(Fault.RedirectTo(new Uri(golang.Address, PrivateMod)), request => request.Path == PrivateMod);
        athens.Break(Fault.RedirectTo(new Uri(golang.Address, PublicMod)), request => request.Path == PublicMod);
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache()
            .Cluster(athens, new { Kind = "Athens", Trust = "Internal", RedirectHosts = new[] { golang.Address.Authority } })
            .Cluster(golang)
            .Private("corp.example").Route("*", "athens,golang"));

        using var refused = await gateway.Client.GetAsync(PrivateMod, TestContext.Current.CancellationToken);
        using var followed = await gateway.Client.GetAsync(PublicMod, TestContext.Current.CancellationToken);

        ((int)refused.StatusCode).Should().Be(502);
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .Should().Contain($"athens redirected to http://{golang.Address.Authority}, the host of a public cluster");
        ((int)followed.StatusCode).Should().Be(200, "for a public module the same redirect is right");
        golang.Requests.Targets.Should().Equal(PublicMod);
    }

    [Fact]
    public async Task A_redirect_of_a_private_module_to_a_store_that_the_operator_named_is_followed()
    {
        await using var store = await Origin.StartAsync(new OriginOptions { Name = "store", Library = LabModules.Private(), Host = IPAddress.Parse("127.0.0.2") });
        await using var golang = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()) with { Host = IPAddress.Parse("127.0.0.3") });
        await using var nexus = await Origin.StartAsync(new OriginOptions { Name = "nexus" });
        nexus.Fault = Fault.RedirectTo(new Uri(store.Address, PrivateMod));
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache()
            .Cluster(nexus, new { Trust = "Internal", RedirectHosts = new[] { store.Address.Authority } })
            .Cluster(golang)
            .Private("corp.example").Route("*", "nexus,golang"));

        using var response = await gateway.Client.GetAsync(PrivateMod, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).Should().Be(200);
        golang.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Public", false)]
    [InlineData("Internal", true)]
    public void A_public_cluster_cannot_be_probed_with_a_private_module(string trust, bool isRight)
    {
        using var folder = new SettingsFolder
        {
            ["appsettings.json"] = new LabSettings().WithoutCache()
                .Cluster("golang", new { Trust = trust, CredentialProbe = "corp.example/auth" }, new Uri("https://proxy.example.org/"))
                .Private("*.corp.example, corp.example").Route("*", "golang").ToString(),
        };

        var reading = folder.Invoking(settings => settings.Read());

        if (isRight)
        {
            reading.Should().NotThrow();
        }
        else
        {
            reading.Should().Throw<SettingsException>().Which.Faults.Should().Equal(
                "Upstreams:golang:CredentialProbe is \"corp.example/auth\", which is private, and golang is not Internal.");
        }
    }
}
