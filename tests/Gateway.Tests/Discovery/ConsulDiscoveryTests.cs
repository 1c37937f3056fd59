using Gateway.Lab;
using Gateway.Lab.Certificates;

namespace Gateway.Tests.Discovery;

/// <summary>Destinations that Consul names; against <see cref="ConsulLike"/>, because the real one cannot be had.</summary>
public class ConsulDiscoveryTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instances_that_pass_are_destinations_with_their_weights_and_changes_come_by_blocking_queries()
    {
        await using var consul = await ConsulLike.StartAsync(Cancellation);
        await using var bed = await DiscoveryBed.StartAsync(Discovery(consul));
        await bed.Log.WaitForAsync(4105);

        consul.Set($"[{Instance("web1", "", 3000)},{Instance("web2", "::1", 3001)}]");
        await bed.HasAsync("web1 http://127.0.0.9:3000/go/", "web2 http://[::1]:3001/go/");
        bed.Destinations[0].Weight.Should().Be(3);
        consul.Set($"[{Instance("web2", "::1", 3001)}]");
        await bed.HasAsync("web2 http://[::1]:3001/go/");
        consul.Set("[]");
        await bed.Log.WaitForAsync(4105, times: 2);
        bed.Named.Should().Equal("web2 http://[::1]:3001/go/");

        consul.Queries.Should().OnlyContain(query => query.StartsWith("/v1/health/service/athens?passing=true"));
        consul.Queries.Should().Contain(query => query.EndsWith("&index=2&wait=30s"));
    }

    [Fact]
    public async Task An_index_that_goes_back_is_begun_anew()
    {
        await using var consul = await ConsulLike.StartAsync(Cancellation);
        consul.Set($"[{Instance("web1", "", 3000)}]", index: 500);
        await using var bed = await DiscoveryBed.StartAsync(Discovery(consul));
        await bed.HasAsync("web1 http://127.0.0.9:3000/go/");

        consul.Set($"[{Instance("web2", "", 3000)}]", index: 7);
        await bed.HasAsync("web2 http://127.0.0.9:3000/go/");
        consul.Set($"[{Instance("web3", "", 3000)}]", index: 8);

        await bed.HasAsync("web3 http://127.0.0.9:3000/go/");
    }

    [Fact]
    public async Task A_token_is_sent_and_a_refusal_leaves_the_configured_destinations()
    {
        await using var consul = await ConsulLike.StartAsync(Cancellation);
        consul.Token = "a-token";
        consul.Set($"[{Instance("web1", "", 3000)}]");
        await using var bed = await DiscoveryBed.StartAsync(Discovery(consul), settings => settings.Secret("Upstreams:athens:Discovery:TokenFile", "a-token"));
        await bed.HasAsync("web1 http://127.0.0.9:3000/go/");

        consul.Token = "another";
        consul.Set($"[{Instance("web2", "", 3000)}]");

        (await bed.Log.WaitForAsync(4102)).Text.Should().EndWith("answered 403");
        bed.Named.Should().Equal("web1 http://127.0.0.9:3000/go/");
    }

    [Fact]
    public async Task Over_tls_the_named_authority_vouches_and_the_token_goes_to_nobody_else()
    {
        using var ours = new LabAuthority("Ours");
        using var theirs = new LabAuthority("Theirs");
        using var certificate = ours.IssueServer();
        await using var consul = await ConsulLike.StartAsync(Cancellation, certificate);
        consul.Token = "a-token";
        consul.Set($"[{Instance("web1", "", 3000)}]");
        await using var wary = await DiscoveryBed.StartAsync(Discovery(consul), settings => Secrets(settings, theirs));
        (await wary.Log.WaitForAsync(4102)).Text.Should().Contain("SSL").And.NotContain("a-token");
        consul.Queries.Should().BeEmpty();

        await using var trusting = await DiscoveryBed.StartAsync(Discovery(consul), settings => Secrets(settings, ours));
        await trusting.HasAsync("web1 http://127.0.0.9:3000/go/");
        consul.Set($"[{Instance("web2", "", 3000)}]");
        await trusting.HasAsync("web2 http://127.0.0.9:3000/go/");

        wary.Named.Should().Equal($"d1 {wary.Origins[0].Address}");
    }

    private static void Secrets(LabSettings settings, LabAuthority authority) => settings
        .Secret("Upstreams:athens:Discovery:TokenFile", "a-token").Secret("Upstreams:athens:Discovery:Authorities", authority.Pem);

    private static object Discovery(ConsulLike consul) => new { Source = "Consul", Addresses = new[] { consul.Address }, Service = "athens", Path = "/go/" };

    private static string Instance(string id, string address, int port) =>
        $$"""
        { "Node": { "Node": "n1", "Address": "127.0.0.9" },
          "Service": { "ID": "{{id}}", "Service": "athens", "Address": "{{address}}", "Port": {{port}}, "Weights": { "Passing": 3, "Warning": 1 } },
          "Checks": [ { "Status": "passing" } ] }
        """;
}
