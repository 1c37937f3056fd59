using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Commands;
using Gateway.Tests.Documents;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>The image without an engine for images: what it is made of is published and run as the Dockerfile and docker-compose.yml say.</summary>
[Collection<Shipped>]
public sealed partial class ImageTests(Published published)
{
    // In the network of docker-compose.yml, and not loopback.
    private const string Address = "172.30.77.10";

    private static readonly Dockerfile Dockerfile = new();
    private static readonly ComposeFile Compose = new();

    [Fact]
    public async Task It_runs_as_nobody_without_a_shell_or_a_place_to_write_to_and_answers_on_every_port()
    {
        using var bed = await ComposeBed.StartAsync();
        using var audit = new TemporaryFolder();
        await using var gateway = await StartAsync(bed, audit);
        await gateway.LogsAsync(Ready());
        (await gateway.InNetworkAsync("/usr/bin/ip", "address", "add", $"{Address}/24", "dev", "lo")).Succeeded();

        (await HealthAsync(gateway)).Succeeded().Text.Should().Be("ready\n");
        (await CurlAsync(gateway, "http://127.0.0.1:8080/")).Text.Should().Contain("GOPROXY=");
        (await CurlAsync(gateway, $"http://{Address}:8081/", "--haproxy-protocol")).Text.Should().Contain("GOPROXY=");
        (await CurlAsync(gateway, "https://gateway:8443/", [.. Certified(bed)])).Succeeded().Text.Should().Contain("GOPROXY=");
        (await CurlAsync(gateway, $"http://{Address}:9090/health/ready")).Succeeded();
        (await CurlAsync(gateway, $"http://{Address}:9090/metrics")).Text.Should().Contain("gateway_build_info");

        var status = await File.ReadAllTextAsync($"/proc/{gateway.Id}/status", TestContext.Current.CancellationToken);
        status.Should().MatchRegex(@"Uid:\s+1654\s+1654\s+1654\s+1654").And.MatchRegex(@"CapEff:\s+0000000000000000").And.MatchRegex(@"NoNewPrivs:\s+1");
        WritablePlaces(gateway).Should().BeEquivalentTo("/dev", "/dev/pts", "/proc", "/var/log/gateway");
        Directory.GetFiles(audit.Path).Should().ContainSingle(file => file.EndsWith("audit.jsonl", StringComparison.Ordinal));

        await gateway.SignalAsync("TERM");
        (await gateway.EndsAsync()).Should().Be(0);
    }

    [Fact]
    public async Task From_elsewhere_there_is_no_more_than_health_metrics_and_alerts()
    {
        using var bed = await ComposeBed.StartAsync();
        using var audit = new TemporaryFolder();
        await using var gateway = await StartAsync(bed, audit);
        await gateway.LogsAsync(Ready());
        (await gateway.InNetworkAsync("/usr/bin/ip", "address", "add", $"{Address}/24", "dev", "lo")).Succeeded();
        string[] change = ["-X", "DELETE", "-H", "X-Gateway: 1", "-H", "Content-Type: application/json"];
        var token = await File.ReadAllTextAsync(Path.Combine(bed.Certificates, "alerts.token"), TestContext.Current.CancellationToken);

        (await StatusAsync(gateway, $"http://{Address}:9090/health/live")).Should().Be("200");
        (await StatusAsync(gateway, $"http://{Address}:9090/api/clusters")).Should().Be("403");
        (await StatusAsync(gateway, $"http://{Address}:9090/api/clusters", "-H", "Host: localhost")).Should().Be("403");
        (await StatusAsync(gateway, $"http://{Address}:9090/api/cache", change)).Should().Be("403");
        (await StatusAsync(gateway, $"http://{Address}:9090/api/drains/nexus", change)).Should().Be("403");
        (await StatusAsync(gateway, $"http://{Address}:9090/api/alerts", "-d", """{"alerts":[]}""")).Should().Be("401");
        (await StatusAsync(gateway, $"http://{Address}:9090/api/alerts", "-d", """{"alerts":[]}""", "-H", $"Authorization: Bearer {token.Trim()}")).Should().Be("200");
        (await StatusAsync(gateway, "http://127.0.0.1:9090/api/clusters")).Should().Be("200");
        (await StatusAsync(gateway, "http://127.0.0.1:9090/health/live", "-H", "Host: evil.example")).Should().Be("421");
        (await gateway.InsideAsync(Dockerfile.WorkingFolder, [.. Dockerfile.EntryPoint, "purge", "--all"])).Succeeded().Text.Should().StartWith("Purged everything");
    }

    [Fact]
    public async Task A_gateway_that_has_ended_or_stops_is_not_healthy()
    {
        using var bed = await ComposeBed.StartAsync();
        using var audit = new TemporaryFolder();
        await using var gateway = await StartAsync(bed, audit);
        await gateway.LogsAsync(Ready());

        // Gateway:DrainDelay is five seconds here.
        await gateway.SignalAsync("TERM");
        await Caching.Eventually.TrueAsync(
            async () => await HealthAsync(gateway) is { ExitCode: 1, Error: "gateway health: 503 stopping\n" }, "it says that it stops", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_user_whom_nobody_knows_and_who_has_no_home_serves_https_as_well()
    {
        using var bed = await ComposeBed.StartAsync();
        using var audit = new TemporaryFolder();
        await using var gateway = await StartAsync(bed, audit, home: null);
        await gateway.LogsAsync(Ready());
        (await gateway.InNetworkAsync("/usr/bin/ip", "address", "add", $"{Address}/24", "dev", "lo")).Succeeded();

        (await CurlAsync(gateway, "https://gateway:8443/", [.. Certified(bed)])).Succeeded().Text.Should().Contain("GOPROXY=");
        (await HealthAsync(gateway)).Succeeded();
    }

    [Fact]
    public void The_dockerfile_builds_on_versions_publishes_by_the_one_command_and_says_what_it_is()
    {
        var version = Version().Match(Repository.Read("Directory.Build.props")).Groups[1].Value;

        Dockerfile.BaseImages.Should().HaveCount(2).And.OnlyContain(image => ComposeTests.Pinned().IsMatch(image));
        Dockerfile.BaseImages.Last().Should().EndWith("-chiseled");
        Dockerfile.Runs.Should().ContainSingle().Which.Should().Contain("deploy/publish image /app \"$TARGETARCH\"");
        Dockerfile.User.Should().Be("$APP_UID");
        Compose.Gateways.SelectMany(gateway => ComposeFile.Ports(gateway.Service)).Select(port => port.Container).Should().BeSubsetOf(Dockerfile.Ports);
        Dockerfile.Labels["org.opencontainers.image.version"].Should().Be("$VERSION");
        Dockerfile.Arguments["VERSION"].Should().Be(version);
        Compose.Gateways.Should().OnlyContain(gateway => gateway.Service["image"]!.ToString() == $"gateway:{version}");
    }

    [Fact]
    public async Task Version_command_label_changelog_and_bill_of_materials_name_one_version()
    {
        var version = Dockerfile.Arguments["VERSION"];
        var bill = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(published.Image, "gateway.cdx.json"), TestContext.Current.CancellationToken))!;
        var packages = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(published.Image, "gateway.deps.json"), TestContext.Current.CancellationToken))!["libraries"]!.AsObject()
            .Where(library => library.Value!["type"]!.ToString() == "package").Select(library => library.Key);

        (await Typed.RunAsync("version")).Text.Should().StartWith($"gateway {version}");
        Repository.Read("CHANGELOG.md").Should().Contain($"\n## {version} ");
        (bill["bomFormat"]!.ToString(), bill["metadata"]!["component"]!["version"]!.ToString()).Should().Be(("CycloneDX", version));
        bill["components"]!.AsArray().Select(component => $"{component!["name"]}/{component["version"]}").Should().Contain(packages);
        File.Exists(Path.Combine(published.Machine, "gateway.cdx.json")).Should().BeTrue();
    }

    // Engines say where the user's home is, by the base image's list of users.
    private async Task<Sandbox> StartAsync(ComposeBed bed, TemporaryFolder audit, string? home = "/home/app")
    {
        var service = Compose.Services["gateway"];
        var places = new Dictionary<string, string> { ["./appsettings"] = Path.Combine(Repository.Root, "appsettings"), ["./certs/dev"] = bed.Certificates, ["audit"] = audit.Path };
        // The engine gives a new volume the owner that the image's folder has.
        (await Execution.RunAsync("/bin/chown", [$"{Sandbox.User}", audit.Path], "/", new Dictionary<string, string>(), TestContext.Current.CancellationToken)).Succeeded();
        string[] app = ["--ro-bind", published.Image, Dockerfile.WorkingFolder];
        var mounts = ComposeFile.Mounts(service).SelectMany(mount => new[] { mount.Source.StartsWith('.') ? "--ro-bind" : "--bind", places[mount.Source], mount.Target });
        var environment = new Dictionary<string, string>(Dockerfile.Environment.Concat(ComposeFile.Environment(service))) { ["PATH"] = "/usr/bin" };
        if (home is not null)
        {
            environment["HOME"] = home;
        }

        return await Sandbox.StartAsync([.. Sandbox.ImageRoot, .. app, .. mounts], Dockerfile.WorkingFolder, environment, Dockerfile.EntryPoint.Select(word => word == "dotnet" ? "/usr/share/dotnet/dotnet" : word));
    }

    private static IEnumerable<string> Certified(ComposeBed bed) =>
    [
        "--haproxy-protocol", "--resolve", $"gateway:8443:{Address}", "--cacert", Path.Combine(bed.Certificates, "server-ca.pem"),
        "--cert", Path.Combine(bed.Certificates, "ci.pem"), "--key", Path.Combine(bed.Certificates, "ci.key"),
    ];

    private static Task<Output> HealthAsync(Sandbox gateway) => gateway.InsideAsync(Dockerfile.WorkingFolder, [.. Dockerfile.HealthCheck]);

    private static Task<Output> CurlAsync(Sandbox gateway, string address, params string[] more) =>
        gateway.InNetworkAsync(["/usr/bin/curl", "-fsS", "--noproxy", "*", "--max-time", "20", .. more, address]);

    private static async Task<string> StatusAsync(Sandbox gateway, string address, params string[] more) =>
        (await gateway.InNetworkAsync(["/usr/bin/curl", "-sS", "--noproxy", "*", "--max-time", "20", "-o", "/dev/null", "-w", "%{http_code}", .. more, address])).Succeeded().Text;

    /// <summary>Where something is mounted that is not read-only.</summary>
    private static IEnumerable<string> WritablePlaces(Sandbox gateway) =>
        File.ReadLines($"/proc/{gateway.Id}/mountinfo").Select(line => line.Split(' ')).Where(fields => fields[5].Split(',').Contains("rw"))
            .Select(fields => fields[4]).Where(place => !place.StartsWith("/dev/", StringComparison.Ordinal) || place is "/dev/pts" or "/dev/shm").Distinct();

    [GeneratedRegex("Ready: GOPROXY=")]
    private static partial Regex Ready();

    [GeneratedRegex("<Version>(.*)</Version>")]
    private static partial Regex Version();
}
