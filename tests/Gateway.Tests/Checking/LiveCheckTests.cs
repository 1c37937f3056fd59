using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Commands;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Checking;

/// <summary><c>gateway check --live</c> against origins with every quirk and fault that it should name, with the remedy.</summary>
public sealed class LiveCheckTests : IDisposable
{
    private const string Known = "example.org/hello@v1.1.0";

    private readonly LabAuthority _authority = new();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Right_clusters_are_shown_with_what_they_answer()
    {
        await using var nexus = await Origin.StartAsync(OriginOptions.NexusLike(LabModules.Public()));
        await using var athens = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()));
        await using var files = await Origin.StartAsync(OriginOptions.FilesLike(LabModules.Public()));

        var checking = await CheckAsync(Nexus(nexus).Cluster(athens, new { Kind = "Athens", ProbeModule = Known }).Cluster(files, new { Kind = "Files", ProbeModule = Known }).Route("*", "nexus, athens, files"));

        checking.Succeeded();
        Rows(checking).Should().ContainInOrder(
            "MODULES OF MODULE LIST LATEST INFO MOD ZIP ABSENT",
            "athens/d1 example.org/hello@v1.1.0 ok ok ok ok ok ok",
            "files/d1 example.org/hello@v1.1.0 ok - ok ok ok ok",
            "nexus/d1 example.org/hello@v1.1.0 ok ok ok ok ok ok",
            "Every destination serves what go asks for.");
        nexus.Requests.Should().BeEmpty("what checks is told apart in the cluster's own logs");
    }

    [Fact]
    public async Task A_missing_prefix_is_found_and_the_right_one_named()
    {
        await using var nexus = await Origin.StartAsync(OriginOptions.NexusLike(LabModules.Public()));

        await FindsAsync(
            Nexus(nexus, new Uri(nexus.Address, "/")),
            $"- nexus/d1: modules are not served at {new Uri(nexus.Address, "/")}, but at {nexus.Address}: its base path is wrong.",
            $"set ReverseProxy:Clusters:nexus:Destinations:d1:Address to {nexus.Address}.");
    }

    [Fact]
    public async Task A_prefix_that_is_nowhere_to_be_found_is_named_with_the_module_that_was_looked_for()
    {
        await using var athens = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Private()));

        await FindsAsync(
            new LabSettings().Cluster(athens, new { Kind = "Athens", ProbeModule = Known }).Route("*", "athens"),
            "- athens/d1: it answered 404 for all of example.org/hello@v1.1.0.",
            "if it has that module, its base path is wrong: correct ReverseProxy:Clusters:athens:Destinations:d1:Address; if it does not, name one that it has in Upstreams:athens:ProbeModule.");
    }

    [Fact]
    public async Task Credentials_that_are_wrong_or_missing_are_told_apart()
    {
        await using var nexus = await Origin.StartAsync(OriginOptions.NexusLike(LabModules.Public()));

        await FindsAsync(
            Nexus(nexus, password: "wrong"),
            "- nexus/d1: it refuses the credentials of Upstreams:nexus (list, latest, info, mod, zip).",
            "correct Upstreams:nexus:Username and what PasswordFile, or TokenFile, holds;");
        await FindsAsync(
            new LabSettings().Cluster(nexus, new { Kind = "Nexus", ProbeModule = Known }).Route("*", "nexus"),
            "- nexus/d1: it asks for credentials, and none are set (list, latest, info, mod, zip).",
            "set Upstreams:nexus:Username with PasswordFile, or Upstreams:nexus:TokenFile.");
    }

    [Fact]
    public async Task A_cluster_without_latest_is_named()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public(), Quirks = [Quirk.NoLatest] });

        await FindsAsync(Plain(origin), "- origin/d1: it has no @latest.", "set Upstreams:origin:Kind to Files where it serves plain files, and put a cluster behind it");
    }

    public static TheoryData<string, string, string> Breaks => new()
    {
        { "html", "it answered with an HTML page (list, latest, info, mod, zip): most likely one to log in at.", "name in ReverseProxy:Clusters:origin:Destinations:d1:Address the address that programs use" },
        { "loop", "it redirected more than 5 times (list, latest, info, mod, zip).", "the address that it leads to in the end" },
        { "wrongversion", "it answered for version v9.9.9-lab (info).", "what stands between it and here" },
        { "notazip", "it answered with something that is no zip (zip).", "what stands between it and here" },
        { "die", "it broke off in the middle of its answer", "what stands between it and here" },
        { "500", "it answered 500 (list, latest, info, mod, zip): \"the lab answers 500\".", "see its own log for why." },
        { "429", "it asks to be asked less often (list, latest, info, mod, zip).", "bound how often in Upstreams:origin:Rate" },
        { "403", "it asks for credentials, and none are set (list, latest, info, mod, zip).", "set Upstreams:origin:Username with PasswordFile" },
        { "reset", "it closed the connection without an answer.", "if it speaks https, say so in ReverseProxy:Clusters:origin:Destinations:d1:Address." },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Every_other_way_to_be_wrong_is_named_with_its_remedy(string fault, string what, string remedy)
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        origin.Fault = Fault.Find(fault);

        await FindsAsync(Plain(origin), what, remedy);
    }

    [Fact]
    public async Task A_redirect_to_a_host_that_is_not_named_is_told_by_that_host()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        origin.Fault = Fault.RedirectTo(new Uri("https://login.corp.example/sso?to=secret"));

        var checking = await FindsAsync(Plain(origin), "it redirected to https://login.corp.example, which is not in its RedirectHosts", "add the host to Upstreams:origin:RedirectHosts");

        checking.Text.Should().NotContain("secret");
    }

    [Fact]
    public async Task A_rule_there_that_denies_the_module_or_lets_only_some_files_through_is_named()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        origin.Break(Fault.Status(403, "Routing rules block the requested item"), "example.org/hello");
        await FindsAsync(
            Plain(origin),
            "- origin/d1: it forbids example.org/hello@v1.1.0 (list, latest, info, mod, zip): \"Routing rules block the requested item\".",
            "a routing rule, a firewall or a curation denies it");

        origin.Heal();
        origin.Break(Fault.Status(404), request => request.Path.EndsWith(".zip", StringComparison.Ordinal));
        await FindsAsync(Plain(origin), "it answered 404 for zip of example.org/hello@v1.1.0, and has the rest", "a routing rule lets only some");
    }

    [Fact]
    public async Task Who_does_not_reach_his_own_upstream_is_named()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        origin.Break(Fault.Status(502), request => request.Path.Contains("gateway.check", StringComparison.Ordinal));

        await FindsAsync(Plain(origin), "- origin/d1: for a version that cannot exist it answered 502: it does not reach what it fetches from.", "what it has is still served.");
    }

    [Theory]
    [InlineData(-1.0, true, true, "its certificate ended on ", "have it renewed there; if that is not so, the clock of this machine is wrong.")]
    [InlineData(20.0, false, true, "its certificate comes from \"Lab CA\", which is not trusted here.", "put that authority's certificate into Upstreams:origin:Authorities.")]
    [InlineData(20.0, true, false, "its certificate does not name 127.0.0.1.", "name in ReverseProxy:Clusters:origin:Destinations:d1:Address the host that it names")]
    [InlineData(5.0, true, true, "its certificate ends on ", "have it renewed there.")]
    public async Task What_is_wrong_with_a_certificate_is_told(double days, bool isTrusted, bool isNamed, string what, string remedy)
    {
        await File.WriteAllTextAsync(_folder["ca.pem"], _authority.Pem, Cancellation);
        var certificate = _authority.IssueServer(isNamed ? null : ["other.example"], TimeSpan.FromDays(days));
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public(), Certificate = certificate });

        await FindsAsync(
            new LabSettings().Cluster(origin, new { ProbeModule = Known, Authorities = isTrusted ? _folder["ca.pem"] : "" }).Route("*", "origin"), "- origin/d1: " + what, remedy);
    }

    [Fact]
    public async Task Nobody_there_no_such_host_and_the_wrong_scheme_are_told_apart()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        var port = LoopbackPort.Free();

        await FindsAsync(At(new Uri($"http://127.0.0.1:{port}/")), "- origin/d1: it refused the connection.", $"start it, open the way to port {port}, or correct ReverseProxy:Clusters:origin:Destinations:d1:Address.");
        await FindsAsync(At(new Uri("http://nowhere.invalid/")), "- origin/d1: the host name nowhere.invalid cannot be resolved.", "or the name server that this machine asks.");
        await FindsAsync(At(new Uri($"https://127.0.0.1:{origin.Address.Port}/")), "and showed no certificate.", "if it speaks plain http, say so in ReverseProxy:Clusters:origin:Destinations:d1:Address.");
    }

    [Fact]
    public async Task A_clock_that_is_off_is_told()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        origin.Break(Fault.Status(404, headers: ("Date", TimeProvider.System.GetUtcNow().AddHours(-3).ToString("R"))), request => request.Path.EndsWith("/list", StringComparison.Ordinal));

        await FindsAsync(Plain(origin), "- origin/d1: its clock is 3 hours behind this machine's.", "set the clock that is wrong (NTP)");
    }

    [Fact]
    public async Task A_checksum_database_is_asked_for_its_head_a_record_and_a_tile()
    {
        var tree = new ModuleTree(_folder["modules"]);
        tree.Publish(ModuleSource.Of("example.org/toolbox", "v1.0.0", ("go.mod", "module example.org/toolbox\n"), ("toolbox.go", "package toolbox\n")));
        await using var database = await ChecksumDatabase.StartAsync([tree], Cancellation);
        await using var proxy = await Origin.StartAsync(new OriginOptions { Name = "proxy", Library = LabModules.Public() });
        var settings = new LabSettings().Cluster("sumdb", new { Kind = "ChecksumDatabase", ProbeModule = "example.org/toolbox@v1.0.0" }, database.Address)
            .Cluster(proxy, new { ProbeModule = Known }).Route("*", "proxy").ChecksumDatabase(ChecksumDatabase.Name, "sumdb, proxy");

        var checking = await FindsAsync(settings, "- proxy/d1: it does not pass the checksum database on (supported, lookup, head).", "one that is the database itself, with \"Kind\": \"ChecksumDatabase\".");

        Rows(checking).Should().Contain("sumdb/d1 example.org/toolbox@v1.0.0 - ok ok ok");
    }

    private static LabSettings Plain(Origin origin) => At(origin.Address);

    private static LabSettings At(Uri address) => new LabSettings().Cluster("origin", new { ProbeModule = Known }, address).Route("*", "origin");

    private static LabSettings Nexus(Origin nexus, Uri? address = null, string password = "edge-password") => new LabSettings()
        .Cluster("nexus", new { Kind = "Nexus", ProbeModule = Known, Username = "edge" }, address ?? nexus.Address)
        .Secret("Upstreams:nexus:PasswordFile", password).Route("*", "nexus");

    private static async Task<Output> FindsAsync(LabSettings settings, string what, string remedy)
    {
        var checking = await CheckAsync(settings);

        checking.ExitCode.Should().Be(1, checking.Text + checking.Error);
        checking.Text.Should().Contain("What is wrong:").And.Contain(what).And.Contain(remedy);
        return checking;
    }

    private static async Task<Output> CheckAsync(LabSettings settings)
    {
        using var folder = new TemporaryFolder();
        await settings.WriteAsync(new DirectoryInfo(folder.Path));
        return await Typed.RunAsync("check", "--live", $"--settings={folder.Path}");
    }

    private static List<string> Rows(Output checking) =>
    [
        .. checking.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Replace(" ms", "", StringComparison.Ordinal))
            .Select(line => System.Text.RegularExpressions.Regex.Replace(line, "ok [0-9]+", "ok")),
    ];
}
