using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Access.Tokens;
using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Lab.Origins.Faults;
using Gateway.Settings;
using Gateway.Tests.Commands;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Telemetry;

namespace Gateway.Tests.Ops;

/// <summary>Who may look, who may act, who may see identities.</summary>
public class OpsRolesTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    private static readonly (string Name, string Token)[] People = [.. new[] { "viewer", "operator", "auditor", "stranger" }.Select(name => (name, StaticToken.Create()))];

    private static readonly string[] Pages =
    [
        "", "console.js", "api/overview", "api/history", "api/clusters", "api/transitions", "api/fallbacks", "api/requests", "api/cache", "api/drains", "api/mirrors", "api/checksums", "api/advisories",
        "api/settings", "api/certificates", "api/issuers",
    ];

    [Fact]
    public async Task Whoever_has_a_role_sees_everything_but_who_asked_and_nobody_else_sees_anything()
    {
        await using var bed = await StartAsync();

        foreach (var page in Pages)
        {
            (await SendAsync(bed, HttpMethod.Get, page, null)).Status.Should().Be(401, page);
            (await SendAsync(bed, HttpMethod.Get, page, "stranger")).Status.Should().Be(403, page);
            foreach (var role in new[] { "viewer", "operator", "auditor" })
            {
                (await SendAsync(bed, HttpMethod.Get, page, role)).Status.Should().Be(200, $"{page} for the {role}");
            }
        }

        (await SendAsync(bed, HttpMethod.Get, "api/live", null)).Status.Should().Be(401);
    }

    [Fact]
    public async Task Only_operators_act()
    {
        await using var bed = await StartAsync();

        foreach (var (method, path) in new[] { (HttpMethod.Put, "api/drains/first"), (HttpMethod.Delete, "api/drains/first"), (HttpMethod.Delete, "api/cache/example.org/hello") })
        {
            (await SendAsync(bed, method, path, null)).Status.Should().Be(401, path);
            (await SendAsync(bed, method, path, "viewer")).Should().Be((403, "forbidden: viewer may not change anything: he is not in Ops:Operators\n"), path);
            (await SendAsync(bed, method, path, "auditor")).Status.Should().Be(403, path);
            (await SendAsync(bed, method, path, "operator")).Status.Should().Be(200, path);
        }
    }

    [Fact]
    public async Task Only_auditors_see_who_asked()
    {
        await using var bed = await StartAsync();
        (bed.First.Fault, bed.Second.Fault) = (Fault.Status(500), Fault.Status(500));
        using var request = new HttpRequestMessage(HttpMethod.Get, MeasuredBed.Modules + "v1.1.0.mod");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf("stranger"));
        using var answer = await bed.Gateway.Client.SendAsync(request, Cancellation);

        await bed.RecordedAsync(answer);
        foreach (var role in new[] { "viewer", "operator" })
        {
            var (_, text) = await SendAsync(bed, HttpMethod.Get, "api/requests", role);
            text.Should().Contain("example.org/hello").And.NotContain("stranger").And.NotContain("127.0.0.1");
        }

        var (_, seen) = await SendAsync(bed, HttpMethod.Get, "api/requests", "auditor");
        JsonSerializer.Deserialize<JsonElement>(seen)[0].GetProperty("asker").GetProperty("subject").GetString().Should().Be("stranger");
    }

    [Fact]
    public async Task A_wrong_token_is_refused_with_the_reason_and_probes_and_metrics_need_none()
    {
        await using var bed = await StartAsync();

        var (status, text) = await SendAsync(bed, HttpMethod.Get, "api/overview", null, StaticToken.Create());

        status.Should().Be(401);
        text.Should().StartWith("unauthorized: ");
        (await SendAsync(bed, HttpMethod.Get, "health/live", null)).Status.Should().Be(200);
        (await SendAsync(bed, HttpMethod.Get, "metrics", null)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Commands_show_a_token_out_of_a_file()
    {
        await using var bed = await StartAsync();
        using var folder = new TemporaryFolder();
        await SecretFile.WriteAsync(folder["token"], TokenOf("operator"));

        var without = await Typed.RunAsync("purge", "--all", $"--ops={bed.Ops}");
        var with = await Typed.RunAsync("purge", "--all", $"--ops={bed.Ops}", $"--token-file={folder["token"]}");

        (without.ExitCode, with.ExitCode).Should().Be((1, 0), without.Error + with.Error);
        without.Error.Should().Contain("401 unauthorized: show a client certificate, or a token");
        (await Typed.RunAsync("explain", "example.org/hello", $"--ops={bed.Ops}", $"--token-file={folder["token"]}")).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Beyond_this_machine_the_console_speaks_https_to_the_names_of_its_certificate()
    {
        using var authority = new LabAuthority();
        using var folder = new TemporaryFolder();
        using var server = authority.IssueServer(["ops.corp.example"]);
        await File.WriteAllTextAsync(folder["server.pem"], server.ExportCertificatePem(), Cancellation);
        await SecretFile.WriteAsync(folder["server.key"], server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await using var bed = await StartAsync(settings => settings.Set("Listeners:Ops", new JsonObject
        {
            ["Url"] = "https://0.0.0.0:0",
            ["Certificate"] = folder["server.pem"],
            ["Key"] = folder["server.key"],
        }));

        (await SendAsync(bed, HttpMethod.Get, "api/overview", "viewer", host: "ops.corp.example")).Status.Should().Be(200);
        (await SendAsync(bed, HttpMethod.Get, "api/overview", null, host: "ops.corp.example")).Status.Should().Be(401);
        (await SendAsync(bed, HttpMethod.Get, "api/overview", "viewer", host: "evil.example")).Status.Should().Be(421);
    }

    [Theory]
    [InlineData("""{ "Operators": [ "network:10.0.0.0/8" ] }""", "Ops:Operators has \"network:10.0.0.0/8\"*shows nobody to be an operator*")]
    [InlineData("""{ "Viewers": [ "anyone" ] }""", "Ops:Viewers has \"anyone\"*")]
    [InlineData("""{ "Auditors": [ "grup:sec" ] }""", "Ops:Auditors has \"grup:sec\"*group*")]
    [InlineData("""{ "Auditors": [ "group:sec" ] }""", "Ops:Auditors names somebody, and nobody can show who he is*")]
    public async Task Roles_that_nobody_could_have_or_anybody_stop_the_start(string ops, string fault)
    {
        var settings = new LabSettings().Cluster("nobody", null, new Uri("http://127.0.0.1:1/")).Route("*", "nobody").Set("Ops", JsonNode.Parse(ops));

        var start = async () => await LabGateway.StartAsync(settings);

        (await start.Should().ThrowAsync<SettingsException>()).Which.Faults.Should().ContainMatch(fault);
    }

    private static Task<MeasuredBed> StartAsync(Action<LabSettings>? change = null) => MeasuredBed.StartAsync(settings =>
    {
        settings.Secret("Tokens:StaticFile", string.Concat(People.Select(person => $"{Line(person.Name, person.Token)}\n")))
            .Set("Ops:Viewers", new JsonArray("subject:viewer")).Set("Ops:Operators", new JsonArray("group:operators")).Set("Ops:Auditors", new JsonArray("subject:auditor"));
        change?.Invoke(settings);
    });

    private static StaticTokenLine Line(string name, string token) =>
        new() { Id = StaticToken.IdOf(token), Name = name, Groups = [name + "s"], Salt = new byte[16], Hash = StaticToken.Hash(token, new byte[16]) };

    private static string TokenOf(string name) => People.First(person => person.Name == name).Token;

    private static async Task<(int Status, string Text)> SendAsync(MeasuredBed bed, HttpMethod method, string path, string? who, string? token = null, string? host = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null } })
        {
            BaseAddress = new UriBuilder(bed.Ops) { Host = "127.0.0.1" }.Uri,
        };
        using var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get)
        {
            request.Content = new StringContent("", null, "application/json");
            request.Headers.Add("X-Gateway", "1");
        }

        request.Headers.Host = host;
        request.Headers.Authorization = (token ?? (who is null ? null : TokenOf(who))) is { } shown ? new AuthenticationHeaderValue("Bearer", shown) : null;
        using var answer = await client.SendAsync(request, Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
