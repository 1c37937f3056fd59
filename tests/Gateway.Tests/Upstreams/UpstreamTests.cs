using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Settings;
using Gateway.Tests.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Upstreams;

/// <summary>What is particular to one upstream: credentials, redirects, the quirks of its kind, its destinations.</summary>
public class UpstreamTests
{
    private const string Mod = "/example.org/hello/@v/v1.1.0.mod";
    private const string Zip = "/example.org/large/@v/v1.0.0.zip";

    [Fact]
    public async Task Credentials_come_from_files_and_variables_and_go_to_their_own_cluster_alone()
    {
        using var folder = new EndToEnd.TemporaryFolder();
        var password = folder["password"];
        await File.WriteAllTextAsync(password, "edge-password\n", TestContext.Current.CancellationToken);
        Environment.SetEnvironmentVariable("GATEWAY_TEST_TOKEN", "token-1");
        await using var blobs = await Origin.StartAsync(OriginOptions.BlobHost(LabModules.Public()) with { Host = System.Net.IPAddress.Parse("127.0.0.2") });
        await using var nexus = await Origin.StartAsync(OriginOptions.NexusLike(LabModules.Private()));
        await using var bearer = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public(), blobs.Address) with { Name = "bearer", Token = "token-1" });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache()
            .Cluster(nexus, new { Kind = "Nexus", Trust = "Internal", Username = "edge", PasswordFile = password })
            .Cluster(bearer, new { TokenVariable = "GATEWAY_TEST_TOKEN", RedirectHosts = new[] { blobs.Address.Authority } })
            .Private("corp.example").Route("corp.example", "nexus").Route("*", "bearer"));

        (await StatusAsync(gateway, "/corp.example/billing/@v/v1.0.0.mod")).Should().Be(200);
        (await StatusAsync(gateway, Zip)).Should().Be(200);

        nexus.Requests.Last.Authorization.Should().Be("Basic ZWRnZTplZGdlLXBhc3N3b3Jk");
        bearer.Requests.Last.Authorization.Should().Be("Bearer token-1");
        blobs.Requests.Last.Authorization.Should().BeNull("another host must not see them");
        blobs.Requests.Last.Headers.Keys.Should().BeEquivalentTo("Host", "User-Agent", "Via");
    }

    [Fact]
    public async Task A_redirect_is_followed_to_named_hosts_only_and_never_passed_on()
    {
        await using var blobs = await Origin.StartAsync(OriginOptions.BlobHost(LabModules.Public()) with { Host = System.Net.IPAddress.Parse("127.0.0.2") });
        await using var golang = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public(), blobs.Address));
        await using var closed = await LabGateway.StartAsync(new LabSettings().WithoutCache().Cluster(golang, new { Kind = "ProxyGolangOrg" }).Route("*", "golang"));
        await using var open = await LabGateway.StartAsync(
            new LabSettings().WithoutCache().Cluster(golang, new { RedirectHosts = new[] { blobs.Address.Authority } }).Route("*", "golang"));

        (await StatusAsync(closed, Zip)).Should().Be(502);
        blobs.Requests.Should().BeEmpty();
        (await open.Client.GetByteArrayAsync(Zip, TestContext.Current.CancellationToken))
            .Should().Equal(golang.Library.Find("example.org/large", "v1.0.0")!.Zip.ToArray());
        await open.LandedAsync();
        blobs.Fault = Fault.Status(403, "the signature has expired");
        (await StatusAsync(open, Zip)).Should().Be(502, "what another host says is no verdict of the cluster");
        blobs.Fault = Fault.Status(404);
        (await StatusAsync(open, Zip)).Should().Be(502, "the cluster has said that it is there");
    }

    [Fact]
    public async Task A_redirect_to_no_address_is_an_outage_that_takes_nobodys_place()
    {
        await using var clusters = await ThreeClusters.StartAsync(change: settings => settings.Set("Upstreams:a:Rate:RequestsAtOnce", 1));
        clusters.A.Fault = Fault.Status(302, "", ("Location", "//somewhere:99999/x"));

        for (var time = 0; time < 3; time++)
        {
            var (status, _, _) = await clusters.GetAsync(ThreeClusters.Mod);
            status.Should().Be(200, "others are asked");
        }

        clusters.A.Requests.Should().HaveCount(3);
        clusters.Gateway.App.Services.GetRequiredService<CurrentSnapshot>().Value.Upstreams["a"].Destinations.Single().State.ConcurrentRequestCount.Should().Be(0);
    }

    [Fact]
    public async Task A_redirect_on_the_same_host_keeps_the_credentials()
    {
        using var folder = new EndToEnd.TemporaryFolder();
        await File.WriteAllTextAsync(folder["password"], "secret", TestContext.Current.CancellationToken);
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public(), Username = "u", Password = "secret" });
        origin.Break(Fault.RedirectTo(new Uri(origin.Address, "/example.org/hello/@v/v1.0.0.mod")), request => request.Path == Mod);
        await using var gateway = await LabGateway.StartAsync(
            new LabSettings().WithoutCache().Cluster(origin, new { Username = "u", PasswordFile = folder["password"] }).Route("*", "origin"));

        (await StatusAsync(gateway, Mod)).Should().Be(200);
        origin.Requests.Should().HaveCount(2).And.OnlyContain(request => request.Authorization != null);
    }

    [Fact]
    public async Task A_redirect_that_leads_back_home_shows_the_credentials_again()
    {
        using var folder = new EndToEnd.TemporaryFolder();
        await File.WriteAllTextAsync(folder["password"], "secret", TestContext.Current.CancellationToken);
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public(), Username = "u", Password = "secret" });
        await using var elsewhere = await Origin.StartAsync(OriginOptions.BlobHost(LabModules.Public()) with { Host = System.Net.IPAddress.Parse("127.0.0.2") });
        origin.Break(Fault.RedirectTo(new Uri(elsewhere.Address, "/away")), request => request.Path == Mod);
        elsewhere.Fault = Fault.RedirectTo(new Uri(origin.Address, "/example.org/hello/@v/v1.0.0.mod"));
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache()
            .Cluster(origin, new { Username = "u", PasswordFile = folder["password"], RedirectHosts = new[] { elsewhere.Address.Authority } }).Route("*", "origin"));

        (await StatusAsync(gateway, Mod)).Should().Be(200);
        origin.Requests.Should().HaveCount(2).And.OnlyContain(request => request.Authorization != null);
        elsewhere.Requests.Should().ContainSingle().Which.Authorization.Should().BeNull();
    }

    [Fact]
    public async Task Plain_files_have_no_latest_and_their_403_is_a_404()
    {
        await using var files = await Origin.StartAsync(OriginOptions.FilesLike(LabModules.Public()));
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache().Cluster(files, new { Kind = "Files" }).Route("*", "files"));

        (await StatusAsync(gateway, "/example.org/hello/@latest")).Should().Be(404);
        files.Requests.Should().BeEmpty();
        (await StatusAsync(gateway, "/example.org/nope/@v/v1.0.0.mod")).Should().Be(404);
        (await StatusAsync(gateway, Mod)).Should().Be(200);
    }

    [Theory]
    [InlineData("GoProxy", "no-store", 502)]
    [InlineData("GoProxy", "public, max-age=600", 404)]
    [InlineData("Generic", "no-store", 404)]
    public async Task Goproxy_tells_an_outage_as_a_404_that_must_not_be_kept(string kind, string cacheControl, int status)
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin" });
        origin.Fault = Fault.Status(404, "not found: fetch timed out", ("Cache-Control", cacheControl));
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache().Cluster(origin, new { Kind = kind }).Route("*", "origin"));

        (await StatusAsync(gateway, Mod)).Should().Be(status);
    }

    [Fact]
    public async Task Every_destination_is_asked_once_before_the_next_cluster_within_the_bounds()
    {
        var dead = Enumerable.Range(0, 4).Select(number => new Uri($"http://127.0.0.{10 + number}:1/")).ToArray();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "last", Library = LabModules.Public() });
        var settings = new LabSettings().WithoutCache().Cluster("first", null, dead).Cluster("second", null, dead[..1]).Cluster(origin).Route("*", "first,second,last");
        await using var gateway = await LabGateway.StartAsync(settings);
        using var attempts = new Counted("gateway.upstream.attempts", gateway);

        (await StatusAsync(gateway, Mod)).Should().Be(200);
        attempts.Tags("cluster", "first").Should().HaveCount(2, "AttemptsPerCluster is 2");
        attempts.Tags("cluster", "second").Should().HaveCount(1, "no destination is asked twice");

        (await gateway.ReloadAsync(settings.Set("Failover:MaxAttempts", 3).Set("Failover:AttemptsPerCluster", 9).ToString())).Should().BeTrue();
        (await StatusAsync(gateway, Mod)).Should().Be(502, "MaxAttempts is 3");
        attempts.Tags("cluster", "last").Should().HaveCount(1);
    }

    [Fact]
    public async Task Lines_of_a_list_that_are_no_versions_are_dropped_and_counted()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin" });
        origin.Fault = Fault.Status(200, "v1.0.0\nbanana\nv1.1.0 2024-01-02T03:04:05Z\r\n1.2.3\n", ("Content-Type", "text/plain"));
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache().Cluster(origin).Route("*", "origin"));
        using var dropped = new Counted("gateway.upstream.list_lines_dropped", gateway);

        (await gateway.Client.GetStringAsync("/example.org/hello/@v/list", TestContext.Current.CancellationToken))
            .Should().Be("v1.0.0\nv1.1.0 2024-01-02T03:04:05Z\n");
        dropped.Sum.Should().Be(2);
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("banana\n", 502)]
    [InlineData("{\"errors\":[]}\n", 502)]
    public async Task A_list_may_be_empty_but_not_nonsense(string body, int status)
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin" });
        origin.Fault = Fault.Status(200, body);
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache().Cluster(origin).Route("*", "origin"));

        (await StatusAsync(gateway, "/example.org/hello/@v/list")).Should().Be(status);
    }

    [Fact]
    public async Task An_answer_in_a_coding_that_was_not_asked_for_is_wrong()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin" });
        origin.Fault = Fault.Status(200, "v1.0.0\n", ("Content-Encoding", "gzip"));
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache().Cluster(origin).Route("*", "origin"));

        (await StatusAsync(gateway, "/example.org/hello/@v/list")).Should().Be(502);
    }

    [Fact]
    public async Task A_body_that_is_larger_than_allowed_is_not_read_to_its_end()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", IsChunked = true });
        origin.Fault = Fault.Status(200, string.Concat(Enumerable.Repeat("v1.0.0\n", 300_000)));
        await using var gateway = await LabGateway.StartAsync(
            new LabSettings().WithoutCache().Cluster(origin).Route("*", "origin").Set("Failover:CheckedBodyMegabytes", 1));

        (await StatusAsync(gateway, "/example.org/hello/@v/list")).Should().Be(502);
    }

    [Theory]
    [InlineData("RoundRobin")]
    [InlineData("Random")]
    [InlineData("LeastRequests")]
    [InlineData("PowerOfTwoChoices")]
    [InlineData("FirstAlphabetical")]
    public async Task Every_balancing_policy_sees_the_requests_in_flight_come_and_go(string policy)
    {
        await using var clusters = await ThreeClusters.StartAsync();
        var settings = ThreeClusters.Settings(clusters.Origins).Cluster("a", null, clusters.A.Address, clusters.B.Address);
        // A busy machine must not look like a silent cluster.
        settings.Balance("a", policy).Set("Failover:LastFirstByteTimeout", "00:01:00").Set("Failover:FirstByteTimeout", "00:01:00");
        (await clusters.Gateway.ReloadAsync(settings.ToString())).Should().BeTrue();

        for (var asked = 0; asked < 20; asked++)
        {
            (await clusters.GetAsync(ThreeClusters.Zip)).Status.Should().Be(200);
            await clusters.Gateway.LandedAsync();
            await Eventually.TrueAsync(
                () => clusters.Gateway.Destinations("a").All(destination => destination.ConcurrentRequestCount == 0), "none is in flight", TestContext.Current.CancellationToken);
        }

        (clusters.A.Requests.Count + clusters.B.Requests.Count).Should().Be(20);
        if (policy != "FirstAlphabetical")
        {
            // The others choose at random between two that are as busy: one time in a million (2 to the 20th) it is always the first.
            clusters.B.Requests.Should().NotBeEmpty();
        }
    }

    private static async Task<int> StatusAsync(LabGateway gateway, string path)
    {
        using var response = await gateway.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
