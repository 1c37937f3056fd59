using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Edge;
using Gateway.Edge.Listening;
using Gateway.Ops;
using Gateway.Settings;
using Gateway.Tests.Documents;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>docker-compose.yml and what it mounts, without the containers: every name in it leads somewhere.</summary>
public sealed partial class ComposeTests
{
    private static readonly ComposeFile Compose = new();
    private static readonly string Settings = Path.Combine(Repository.Root, "appsettings");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_image_has_a_tag_that_says_which_version_it_is()
    {
        var images = Compose.Services.Values.Select(service => service["image"]!.ToString()).ToList();

        images.Should().NotBeEmpty().And.OnlyContain(image => Pinned().IsMatch(image));
    }

    [Fact]
    public async Task Every_file_that_is_mounted_is_there()
    {
        using var bed = await ComposeBed.StartAsync();
        foreach (var (service, mount) in Compose.Services.SelectMany(service => ComposeFile.Mounts(service.Value).Select(mount => (service.Key, mount))))
        {
            if (!mount.Source.StartsWith("./", StringComparison.Ordinal))
            {
                Compose.Volumes.Should().Contain(mount.Source, service);
                continue;
            }

            // What is not there yet when containers are made would become a folder: only folders may come of the step certs.
            var path = mount.Source.StartsWith("./certs/dev", StringComparison.Ordinal) ? Path.Combine(bed.Folder, mount.Source) : Path.Combine(Repository.Root, mount.Source);
            (mount.Source.StartsWith("./certs/dev", StringComparison.Ordinal) ? Directory.Exists(path) : Path.Exists(path)).Should().BeTrue($"{service} mounts {mount.Source}");
        }
    }

    [Fact]
    public void A_service_can_be_started_wherever_one_that_needs_it_is()
    {
        foreach (var (name, service) in Compose.Services)
        {
            foreach (var other in ComposeFile.DependsOn(service).Select(needed => Compose.Services[needed]))
            {
                var profiles = ComposeFile.Profiles(other);
                (profiles.Count == 0 || (ComposeFile.Profiles(service).Count > 0 && ComposeFile.Profiles(service).All(profiles.Contains))).Should().BeTrue(name);
            }
        }

        Compose.StartedFor("gateway", "athens").Should().BeEquivalentTo("gateway", "athens", "minio", "certs");
        Compose.Services.Values.Where(service => ComposeFile.Profiles(service).Count > 0).Should().OnlyContain(service => ComposeFile.Profiles(service).Contains("all"));
    }

    [Fact]
    public void Nothing_is_published_beyond_this_machine_and_no_port_twice()
    {
        var ports = Compose.Services.Values.SelectMany(ComposeFile.Ports).ToList();

        ports.Should().OnlyContain(port => IPAddress.IsLoopback(IPAddress.Parse(port.Address)));
        ports.Select(port => port.Host).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task The_settings_are_right_with_what_the_step_certs_makes_and_so_is_every_variable()
    {
        using var bed = await ComposeBed.StartAsync();

        foreach (var (name, gateway) in Compose.Gateways)
        {
            var checking = await bed.CheckAsync(Settings, ComposeFile.Environment(gateway));

            checking.Error.Should().BeEmpty(name);
            checking.Succeeded().Text.Should().Contain("https://0.0.0.0:8443").And.Contain("Nothing stands out.");
        }
    }

    [Fact]
    public async Task The_step_certs_renews_certificates_and_keeps_secrets()
    {
        using var bed = await ComposeBed.StartAsync();
        string Read(string file) => File.ReadAllText(Path.Combine(bed.Certificates, file));
        var (certificate, authority, password) = (Read("server.pem"), Read("server-ca.pem"), Read("redis.password"));

        await bed.MakeCertificatesAsync();

        Read("server.pem").Should().NotBe(certificate);
        (Read("server-ca.pem"), Read("redis.password")).Should().Be((authority, password));
        foreach (var key in (string[])["server.key", "redis.key", "audit.salt", "audit-signing.pem", "server-ca.key", "client-ca.key", "developer.key"])
        {
            File.GetUnixFileMode(Path.Combine(bed.Certificates, key)).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite, key);
        }
    }

    [Fact]
    public void Every_port_of_a_gateway_that_somebody_names_is_one_it_listens_on()
    {
        var settings = Read();
        var listeners = settings.Listeners.ToDictionary(listener => ListenerAddress.Find(listener.Value.Url)!.EndPoint.Port, listener => listener);
        var haproxy = Repository.Read("deploy/compose/haproxy.cfg");
        var balanced = Server().Matches(haproxy).Select(match => int.Parse(match.Groups[2].Value)).Distinct().ToList();

        Compose.Gateways.SelectMany(gateway => ComposeFile.Ports(gateway.Service)).Select(port => port.Container).Should().BeSubsetOf(listeners.Keys);
        balanced.Should().BeEquivalentTo(listeners.Values.Where(listener => listener.Value.ProxyProtocol == ProxyProtocolMode.Required).Select(listener => ListenerAddress.Find(listener.Value.Url)!.EndPoint.Port));
        Server().Matches(haproxy).Select(match => match.Groups[1].Value).Distinct().Should().BeEquivalentTo(Compose.Gateways.Select(gateway => gateway.Name));
        listeners[int.Parse(CheckPort().Match(haproxy).Groups[1].Value)].Key.Should().Be(ListenerOptions.Ops);
        Bind().Matches(haproxy).Select(match => int.Parse(match.Groups[1].Value)).Should().BeEquivalentTo(ComposeFile.Ports(Compose.Services["balancer"]).Select(port => port.Container));

        settings.TrustedProxies.Should().Equal(Compose.Subnet);
        settings.Ops.Metrics.Should().Contain(Compose.Subnet);
        Yaml.Read("deploy/compose/prometheus.yml")["scrape_configs"]![0]!["static_configs"]![0]!["targets"]!.AsArray().Select(target => target!.ToString())
            .Should().BeEquivalentTo(Compose.Gateways.Select(gateway => $"{gateway.Name}:{ListenerAddress.Find(settings.Listeners[ListenerOptions.Ops].Url)!.EndPoint.Port}"));
    }

    [Fact]
    public void Every_host_that_the_settings_name_is_a_service_or_public()
    {
        var settings = Read();
        var hosts = settings.ReverseProxy.Clusters.Values.SelectMany(cluster => cluster["Destinations"]!.AsObject()).Select(destination => new Uri(destination.Value!["Address"]!.ToString()).Host)
            .Append(settings.Caching.Redis.Connection.Split(':')[0]).Append(new Uri(settings.Telemetry.Otlp).Host).Append(new Uri(settings.Tokens.Issuers[0].Authority).Host);

        hosts.Where(host => !host.Contains('.')).Should().BeSubsetOf(Compose.Services.Keys);
        hosts.Where(host => host.Contains('.')).Should().BeSubsetOf(["proxy.golang.org", "sum.golang.org", "sum.golang.google.cn"]);
    }

    [Fact]
    public void Keycloaks_realm_issues_what_the_gateway_takes()
    {
        var issuer = Read().Tokens.Issuers.Should().ContainSingle().Subject;
        var realm = JsonNode.Parse(Repository.Read("deploy/compose/keycloak/corp-realm.json"))!;
        var mappers = realm["clients"]![0]!["protocolMappers"]!.AsArray().ToDictionary(mapper => mapper!["name"]!.ToString(), mapper => mapper!["config"]!);

        issuer.Authority.Should().Be($"{ComposeFile.Environment(Compose.Services["keycloak"])["KC_HOSTNAME"]}/realms/{realm["realm"]}");
        issuer.Audiences.Should().Equal(mappers["audience"]["included.custom.audience"]!.ToString());
        issuer.GroupsClaim.Should().Be(mappers["groups"]["claim.name"]!.ToString());
    }

    [Fact]
    public void Alertmanager_is_wired_to_the_gateway()
    {
        var webhook = Yaml.Read("deploy/compose/alertmanager.yml")["receivers"]![0]!["webhook_configs"]![0]!;
        var token = webhook["http_config"]!["authorization"]!["credentials_file"]!.ToString();
        var mount = ComposeFile.Mounts(Compose.Services["alertmanager"]).Single(mount => token.StartsWith(mount.Target + "/", StringComparison.Ordinal));

        webhook["url"]!.ToString().Should().Be($"http://gateway:9090{AlertsEndpoint.Path}");
        $"{mount.Source}{token[mount.Target.Length..]}".Should().Be("./" + Read().Ops.AlertsTokenFile);
    }

    [Fact]
    public async Task Haproxy_prometheus_and_nginx_take_their_files()
    {
        using var folder = new TemporaryFolder();
        var nothing = new Dictionary<string, string>();
        var prometheus = Repository.Read("deploy/compose/prometheus.yml").Replace("/etc/prometheus/", $"{Path.Combine(Repository.Root, "deploy", "prometheus")}/", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["prometheus.yml"], prometheus, Cancellation);
        await File.WriteAllTextAsync(
            folder["nginx.conf"],
            $"pid {folder["pid"]};\nerror_log stderr;\nevents {{}}\nhttp {{ include {Path.Combine(Repository.Root, "deploy/compose/audit-sink.conf")}; }}\n",
            Cancellation);

        (await Execution.RunAsync("/usr/sbin/haproxy", ["-c", "-f", Path.Combine(Repository.Root, "deploy/compose/haproxy.cfg")], folder.Path, nothing, Cancellation)).Succeeded();
        (await Execution.RunAsync("/usr/bin/promtool", ["check", "config", folder["prometheus.yml"]], folder.Path, nothing, Cancellation)).Succeeded();
        (await Execution.RunAsync("/usr/sbin/nginx", ["-t", "-q", "-c", folder["nginx.conf"]], folder.Path, nothing, Cancellation)).Succeeded();
    }

    [Fact]
    public void Grafana_finds_the_dashboard_and_its_sources()
    {
        var sources = Yaml.Read("deploy/compose/grafana/datasources/gateway.yml")["datasources"]!.AsArray();
        var folder = Yaml.Read("deploy/compose/grafana/dashboards/gateway.yml")["providers"]![0]!["options"]!["path"]!.ToString();

        sources.Select(source => new Uri(source!["url"]!.ToString()).Host).Should().BeSubsetOf(Compose.Services.Keys);
        ComposeFile.Mounts(Compose.Services["grafana"]).Should().Contain(("./deploy/grafana", folder));
    }

    private static GatewaySettings Read()
    {
        var merged = new JsonObject();
        foreach (var file in (string[])["appsettings.json", "appsettings.Compose.json"])
        {
            SettingsMerge.Over(merged, JsonNode.Parse(Repository.Read($"appsettings/{file}"), documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!.AsObject(), typeof(GatewaySettings));
        }

        merged.Remove("$schema");
        var faults = new List<string>();
        var settings = new SettingsBinder(faults).Bind<GatewaySettings>(merged);
        faults.Should().BeEmpty();
        return settings;
    }

    /// <summary>A version with two parts at least, in whatever manner the image counts; never latest, never a branch.</summary>
    [GeneratedRegex(@"^[a-z0-9./-]+:(v?\d+\.\d+[\w.-]*|RELEASE\.\d{4}-\d\d-\d\dT[\d-]+Z)$")]
    public static partial Regex Pinned();

    [GeneratedRegex(@"^\s+server (\S+) \S+:(\d+)", RegexOptions.Multiline)]
    private static partial Regex Server();

    [GeneratedRegex(@"check port (\d+)")]
    private static partial Regex CheckPort();

    [GeneratedRegex(@"^\s+bind :(\d+)", RegexOptions.Multiline)]
    private static partial Regex Bind();
}
