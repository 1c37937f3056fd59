using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Lab.Certificates;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Access;
using Gateway.Tests.Caching;
using Gateway.Tests.Commands;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Ops;

/// <summary>Roles by what people really have: certificates of the company's authority, and tokens of the certified oidc-provider.</summary>
public sealed class OpsIdentityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_gives_the_role_that_its_names_have(bool bySubject)
    {
        await using var bed = await CertifiedAsync(bySubject ? "subject:" : "san:");
        // With a second name, so that a role by name is not one by the subject.
        X509Certificate2 Of(string name) => bed.Clients.IssueClient(new LabClient { Names = bySubject ? [name] : ["host.corp.example", name] });
        await FailOnceAsync(bed);

        (await RoleAsync(bed, Of("viewer.corp.example"))).Should().Be("viewer");
        (await RoleAsync(bed, Of("spiffe://corp.example/ops/ann"))).Should().Be("viewer operator");
        (await RoleAsync(bed, Of("eve@corp.example"))).Should().Be("viewer auditor");
        (await RoleAsync(bed, Of("spiffe://corp.example/dev/ann"))).Should().Be("403 forbidden: ");
        (await RoleAsync(bed, null)).Should().Be("401 unauthorized: ");
        using var foreign = new LabAuthority("Somebody else");
        (await RoleAsync(bed, foreign.IssueClient("viewer.corp.example"))).Should().Be("403 forbidden: ");
    }

    [Fact]
    public async Task A_certificate_that_is_revoked_loses_its_role_on_open_connections_too()
    {
        await using var bed = await CertifiedAsync("san:");
        using var certificate = bed.Clients.IssueClient("viewer.corp.example");
        using var client = Client(bed, certificate);
        using var live = await client.GetAsync("api/live", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        live.EnsureSuccessStatusCode();

        bed.Put("crl.pem", PemOf(bed.Clients.Revoke(certificate)));
        (await bed.ReloadAsync()).Should().BeTrue();

        using var soon = Patience.Bounded(Cancellation);
        await (await live.Content.ReadAsStreamAsync(Cancellation)).CopyToAsync(Stream.Null, soon.Token);
        (await RoleAsync(bed, certificate)).Should().Be("403 forbidden: ");
    }

    [Fact]
    public async Task Commands_show_a_certificate()
    {
        await using var bed = await CertifiedAsync("san:");
        using var certificate = bed.Clients.IssueClient("spiffe://corp.example/ops/ann");
        bed.Put("authority.pem", bed.Servers.Pem);
        bed.Put("client.pem", certificate.ExportCertificatePem());
        bed.Put("client.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        var purged = await Typed.RunAsync(
            "purge", "--all", $"--ops={bed.Gateway.AddressOf("Ops")}", $"--certificate={bed.PathOf("client.pem")}", $"--key={bed.PathOf("client.key")}", $"--authorities={bed.PathOf("authority.pem")}");

        purged.ExitCode.Should().Be(0, purged.Error);
    }

    [Fact]
    public async Task A_token_of_the_issuer_gives_the_role_that_its_groups_and_subject_have()
    {
        await using var provider = await OidcProvider.StartAsync(Cancellation);
        var (alice, aliceId) = await provider.SignInAsync(Cancellation);
        var build = await provider.IssueAsync(Cancellation);
        foreach (var (viewers, operators, auditors, ofAlice, ofBuild) in new[]
        {
            ("group:ci", "group:corp", "subject:alice", "viewer operator auditor", "viewer"),
            ($"issuer:{provider.Issuer}", "group:nobody", "subject:build", "viewer", "viewer auditor"),
            ("group:nobody", "subject:build", "group:dev", "viewer auditor", "viewer operator"),
            ("group:nobody", "group:ci", "group:nobody", "403 forbidden: ", "viewer operator"),
        })
        {
            await using var bed = await TokenBed.StartAsync(
                [new JsonObject { ["Authority"] = provider.Issuer, ["Audiences"] = new JsonArray(OidcProvider.Audience) }],
                "Anonymous",
                settings => settings.Set("Listeners:Ops", new JsonObject { ["Url"] = "http://127.0.0.1:0" })
                    .Set("Ops:Viewers", new JsonArray(viewers)).Set("Ops:Operators", new JsonArray(operators)).Set("Ops:Auditors", new JsonArray(auditors)));
            bed.Origin.Fault = Fault.Status(500);
            await bed.GetAsync(null);

            (await RoleAsync(bed, alice)).Should().Be(ofAlice);
            (await RoleAsync(bed, build)).Should().Be(ofBuild);
            (await RoleAsync(bed, aliceId)).Should().Be("401 unauthorized: ", "an id token is for its client");
            (await RoleAsync(bed, null)).Should().Be("401 unauthorized: ");
        }
    }

    [Fact]
    public async Task Who_watches_with_a_token_watches_until_it_ends()
    {
        await using var provider = await OidcProvider.StartAsync(Cancellation, TimeSpan.FromSeconds(15));
        await using var bed = await TokenBed.StartAsync(
            [new JsonObject { ["Authority"] = provider.Issuer, ["Audiences"] = new JsonArray(OidcProvider.Audience), ["ClockSkew"] = "00:00:00" }],
            "Anonymous",
            settings => settings.Set("Listeners:Ops", new JsonObject { ["Url"] = "http://127.0.0.1:0" }).Set("Ops:Viewers", new JsonArray("identified")));
        using var client = new HttpClient { BaseAddress = bed.Gateway.AddressOf("Ops") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await provider.IssueAsync(Cancellation));
        using var live = await client.GetAsync("api/live", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        live.EnsureSuccessStatusCode();

        using var soon = Patience.Bounded(Cancellation);
        await (await live.Content.ReadAsStreamAsync(Cancellation)).CopyToAsync(Stream.Null, soon.Token);

        using var again = await client.GetAsync("api/live", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        ((int)again.StatusCode, await again.Content.ReadAsStringAsync(Cancellation)).Should().Match<(int Status, string Text)>(answer => answer.Status == 401 && answer.Text.StartsWith("unauthorized: the token ended at "));
    }

    [Fact]
    public async Task Who_is_no_longer_named_watches_no_longer()
    {
        await using var bed = await CertifiedAsync("san:");
        using var certificate = bed.Clients.IssueClient("viewer.corp.example");
        using var client = Client(bed, certificate);
        using var live = await client.GetAsync("api/live", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        live.EnsureSuccessStatusCode();

        var settings = await File.ReadAllTextAsync(bed.Gateway.SettingsFile, Cancellation);
        (await bed.Gateway.ReloadAsync(settings.Replace("san:viewer.corp.example", "san:somebody.else"))).Should().BeTrue();

        using var soon = Patience.Bounded(Cancellation);
        await (await live.Content.ReadAsStreamAsync(Cancellation)).CopyToAsync(Stream.Null, soon.Token);
        (await RoleAsync(bed, certificate)).Should().Be("403 forbidden: ");
    }

    private static Task<CertificateBed> CertifiedAsync(string entry)
    {
        var bed = new CertificateBed();
        bed.Put("crl.pem", PemOf(bed.Clients.Revoke()));
        return bed.StartAsync(
            settings => settings
                .Set("Listeners:Ops", new JsonObject { ["Url"] = "https://127.0.0.1:0", ["Certificate"] = bed.PathOf("server.pem"), ["Key"] = bed.PathOf("server.key") })
                .Set("ClientCertificates:Revocations", bed.PathOf("crl.pem"))
                .Set("Ops:Viewers", new JsonArray($"{entry}viewer.corp.example")).Set("Ops:Operators", new JsonArray($"{entry}spiffe://corp.example/ops/*"))
                .Set("Ops:Auditors", new JsonArray($"{entry}eve@corp.example")),
            "Anonymous");
    }

    private static string PemOf(byte[] list) => new(System.Security.Cryptography.PemEncoding.Write("X509 CRL", list));

    private static HttpClient Client(CertificateBed bed, X509Certificate2? certificate)
    {
        var client = bed.Client(certificate);
        client.BaseAddress = new UriBuilder(bed.Gateway.AddressOf("Ops")) { Host = "localhost" }.Uri;
        return client;
    }

    /// <summary>Has something to see for auditors.</summary>
    private static async Task FailOnceAsync(CertificateBed bed)
    {
        bed.Origin.Fault = Fault.Status(500);
        using var client = bed.Client();
        await CertificateBed.AskAsync(client);
    }

    private static async Task<string> RoleAsync(CertificateBed bed, X509Certificate2? certificate)
    {
        using var client = Client(bed, certificate);
        return await RoleAsync(client);
    }

    private static async Task<string> RoleAsync(TokenBed bed, string? token)
    {
        using var client = new HttpClient { BaseAddress = bed.Gateway.AddressOf("Ops") };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await RoleAsync(client);
    }

    /// <summary>What somebody may do, found out by doing it; or the beginning of the refusal of all of it.</summary>
    private static async Task<string> RoleAsync(HttpClient client)
    {
        var (status, text) = await SendAsync(client, HttpMethod.Get, "api/overview");
        var (acted, refusal) = await SendAsync(client, HttpMethod.Delete, "api/cache/example.org/hello");
        if (status != 200)
        {
            (acted, refusal).Should().Be((status, text.Replace("look at this gateway: he is in none of Ops:Viewers, Ops:Operators and Ops:Auditors", "change anything: he is not in Ops:Operators")));
            return $"{status} {text[..(text.IndexOf(' ') + 1)]}";
        }

        JsonElement requests = default;
        await Eventually.TrueAsync(
            async () => (requests = JsonDocument.Parse((await SendAsync(client, HttpMethod.Get, "api/requests")).Text).RootElement).GetArrayLength() > 0, "the failure is remembered", Cancellation);
        string[] found = ["viewer", .. acted == 200 ? new[] { "operator" } : [], .. requests[0].TryGetProperty("asker", out var asker) && asker.ValueKind == JsonValueKind.Object ? new[] { "auditor" } : []];
        // What the gateway says of somebody is what he may do.
        JsonDocument.Parse(text).RootElement.GetProperty("roles").EnumerateArray().Select(role => role.GetString()).Should().Equal(found);
        return string.Join(' ', found);
    }

    private static async Task<(int Status, string Text)> SendAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get)
        {
            request.Content = new StringContent("", null, "application/json");
            request.Headers.Add("X-Gateway", "1");
        }

        using var answer = await client.SendAsync(request, Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
