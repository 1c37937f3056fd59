using System.Net;
using Gateway.Edge;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Settings;
using GoModules;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Edge;

public class DirectionsTests
{
    [Fact]
    public async Task The_first_route_that_takes_a_request_decides()
    {
        await using var gateway = await LabGateway.StartAsync(Clusters("a", "b", "c", "d", "e", "f")
            .Route("golang.org/toolchain", "a")
            .Route("example.org/pinned", "b", new { Versions = ">=v1.2.0 <v2.0.0" })
            .Route("*", "c", new { Kinds = new[] { "Zip" }, Hosts = new[] { "zips.example" } })
            .Route("*.org", "d", new { Networks = new[] { "10.0.0.0/8", "2001:db8::/32" } })
            .Route("example.org,example.net", "e"));

        Cluster(gateway, "/golang.org/toolchain/@v/list").Should().Be("a");
        Cluster(gateway, "/example.org/pinned/@v/v1.2.0.zip").Should().Be("b");
        Cluster(gateway, "/example.org/pinned/@v/v1.1.9.zip").Should().Be("e");
        Cluster(gateway, "/example.org/pinned/@v/list").Should().Be("e");
        Cluster(gateway, "/example.com/x/@v/v1.0.0.zip", host: "ZIPS.example:8080").Should().Be("c");
        Cluster(gateway, "/example.com/x/@v/v1.0.0.mod", host: "zips.example").Should().Be("404");
        Cluster(gateway, "/example.org/x/@latest", client: "10.1.2.3").Should().Be("d");
        Cluster(gateway, "/example.org/x/@latest", client: "::ffff:10.1.2.3").Should().Be("d");
        Cluster(gateway, "/example.org/x/@latest", client: "2001:db8::1").Should().Be("d");
        Cluster(gateway, "/example.org/x/@latest", client: "11.1.2.3").Should().Be("e");
        Cluster(gateway, "/example.net/x/y/@latest").Should().Be("e");
    }

    [Fact]
    public async Task No_route_is_a_404_that_says_so()
    {
        await using var gateway = await LabGateway.StartAsync(Clusters("a").Route("example.org", "a"));

        using var response = await gateway.Client.GetAsync("/github.com/x/y/@v/list", TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .Should().StartWith("not found: no route of this gateway takes the versions of github.com/x/y\n");
    }

    [Fact]
    public async Task A_private_module_goes_to_internal_clusters_alone_whatever_the_routes_say()
    {
        await using var gateway = await LabGateway.StartAsync(Clusters("a", "b").Cluster("inside", new { Trust = "Internal" }, new Uri("http://127.0.0.1:1/"))
            .Private("corp.example,*.corp.example").Route("x.corp.example", "a,b", new { Forbidden = "Next" }).Route("*", "a,inside,b", new { Forbidden = "Next" }));

        Cluster(gateway, "/corp.example/x/@v/list").Should().Be("inside");
        Cluster(gateway, "/sub.corp.example/x/@v/list").Should().Be("inside");
        Cluster(gateway, "/x.corp.example/x/@v/list").Should().Be("403", "404 would send go with the name to its next proxy");
        Cluster(gateway, "/corp.example.com/x/@v/list").Should().Be("a,inside,b");
    }

    [Fact]
    public async Task Checksum_databases_are_answered_for_the_configured_names_alone()
    {
        await using var database = await Origin.StartAsync(new OriginOptions { Name = "sumdb" });
        await using var gateway = await LabGateway.StartAsync(Clusters("a").Route("*", "a").Private("corp.example")
            .Cluster(database, new { Kind = "ChecksumDatabase" }).ChecksumDatabase("sum.golang.org", "sumdb"));

        (await StatusAsync(gateway, "/sumdb/sum.golang.org/supported")).Status.Should().Be(200);
        database.Requests.Should().BeEmpty("the gateway answers that itself");
        (await StatusAsync(gateway, "/sumdb/other.example.org/supported")).Status.Should().Be(404);

        var (status, text) = await StatusAsync(gateway, "/sumdb/sum.golang.org/lookup/corp.example/x@v1.0.0");
        status.Should().Be(403);
        text.Should().Contain("GONOSUMDB");
        database.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_checksum_database_is_asked_at_its_root_and_a_proxy_for_it_below_sumdb()
    {
        await using var database = await Origin.StartAsync(new OriginOptions { Name = "direct", PathPrefix = "/v1" });
        await using var proxy = await Origin.StartAsync(new OriginOptions { Name = "proxy", PathPrefix = "/athens/" });
        await using var gateway = await LabGateway.StartAsync(Clusters("a").Route("*", "a")
            .Cluster(database, new { Kind = "ChecksumDatabase" }).Cluster(proxy, new { Kind = "Athens" })
            .ChecksumDatabase("direct.example.org", "direct").ChecksumDatabase("proxied.example.org", "proxy"));

        (await StatusAsync(gateway, "/sumdb/direct.example.org/lookup/example.org/%21a@v1.0.0")).Status.Should().Be(404);
        (await StatusAsync(gateway, "/sumdb/proxied.example.org/tile/8/0/x001/234.p/7")).Status.Should().Be(404);

        database.Requests.Targets.Should().Equal("/v1/lookup/example.org/!a@v1.0.0");
        proxy.Requests.Targets.Should().Equal("/athens/sumdb/proxied.example.org/tile/8/0/x001/234.p/7");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/repository/go-proxy/")]
    [InlineData("/v1")]
    public async Task A_destinations_path_prefix_comes_first_with_or_without_a_slash(string prefix)
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public(), PathPrefix = prefix });
        foreach (var address in new[] { origin.Address, new Uri(origin.Address.ToString().TrimEnd('/')) })
        {
            await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster("origin", null, address).Route("*", "origin"));

            (await StatusAsync(gateway, "/example.org/hello/@v/v1.0.0.mod")).Status.Should().Be(200);
        }
    }

    private static LabSettings Clusters(params string[] names) =>
        names.Aggregate(new LabSettings(), (settings, name) => settings.Cluster(name, null, new Uri("http://127.0.0.1:1/")));

    /// <summary>The clusters that would be asked, or the status of the refusal.</summary>
    private static string Cluster(LabGateway gateway, string target, string host = "gateway", string client = "127.0.0.1")
    {
        var routes = gateway.App.Services.GetRequiredService<CurrentSnapshot>().Value.Routes;
        var direction = Directions.Find(GoRequest.Parse(target)!, routes, new HostString(host), IPAddress.Parse(client));
        return direction.Chain is { } chain ? string.Join(',', chain.Upstreams.Select(upstream => upstream.Name)) : $"{direction.Status}";
    }

    private static async Task<(int Status, string Text)> StatusAsync(LabGateway gateway, string path)
    {
        using var response = await gateway.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
