using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Access;
using Gateway.Tests.Caching;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Upstreams;

/// <summary>Clusters that are told who asks, and that what they answer is for him alone.</summary>
public sealed class ForwardedIdentityTests : IAsyncLifetime
{
    private const string List = "/example.org/hello/@v/list";
    private const string Zip = "/example.org/hello/@v/v1.1.0.zip";

    private ToldCluster _cluster = null!;

    private Origin Origin => _cluster.Origin;

    private FakeIssuer Issuer => _cluster.Issuer;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await ToldCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Headers_say_who_asks_and_nothing_that_the_client_says_of_itself()
    {
        await using var bed = await _cluster.GatewayAsync("Headers");
        var token = Issuer.Issue(new { sub = "Älice, of corp", groups = new[] { "dev", "a,b", "50%" } });
        using var request = new HttpRequestMessage(HttpMethod.Get, List);
        request.Headers.Add("Authorization", $"Bearer {token}");
        foreach (var name in new[] { "X-Forwarded-User", "X-Forwarded-Groups", "X-Forwarded-Access-Token", "X-Forwarded-Id-Token", "X-Audit-Request-ID", "X-Audit-Client-Cert-Subject", "X-Audit-Client-Cert-Fingerprint", "X-Forwarded-For", "x_forwarded_user" })
        {
            request.Headers.TryAddWithoutValidation(name, "root");
        }

        using var answer = await bed.Gateway.Client.SendAsync(request, Cancellation);

        answer.IsSuccessStatusCode.Should().BeTrue();
        var seen = Origin.Requests.Last;
        seen.Headers.Keys.Should().BeEquivalentTo(
            "Host", "User-Agent", "Via", "traceparent", "X-Forwarded-User", "X-Forwarded-Groups", "X-Forwarded-Access-Token", "X-Audit-Request-ID");
        seen.Header("X-Forwarded-User").Should().Be("%C3%84lice%2C of corp");
        seen.Header("X-Forwarded-Groups").Should().Be("dev,a%2Cb,50%25");
        seen.Header("X-Forwarded-Access-Token").Should().Be(token);
        seen.Header("X-Audit-Request-ID").Should().Be(answer.Headers.GetValues("X-Request-ID").Single());
        answer.Headers.CacheControl!.ToString().Should().Be("private");
    }

    [Fact]
    public async Task An_id_token_goes_under_its_own_name()
    {
        await using var bed = await _cluster.GatewayAsync("Headers");
        var token = Issuer.Issue(new { nonce = "n" });

        (await bed.GetAsync($"Bearer {token}", List)).Status.Should().Be(200);

        Origin.Requests.Last.Header("X-Forwarded-Id-Token").Should().Be(token);
        Origin.Requests.Last.Header("X-Forwarded-Access-Token").Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task A_token_is_passed_on_as_it_is_and_the_gateways_own_credentials_are_not()
    {
        await using var bed = await _cluster.GatewayAsync("Token", clients: "Anonymous", change: settings => settings.Secret("Upstreams:inside:TokenFile", "of-the-gateway"));
        var token = Issuer.Issue();

        (await bed.GetAsync($"Bearer {token}", List)).Status.Should().Be(200);
        Origin.Requests.Last.Authorization.Should().Be($"Bearer {token}");
        Origin.Requests.Last.Headers.Keys.Should().NotContain(name => name.StartsWith("X-", StringComparison.OrdinalIgnoreCase));

        (await bed.GetAsync(null, List)).Status.Should().Be(200);
        Origin.Requests.Last.Authorization.Should().BeNullOrEmpty("who has none gets what nobody in particular gets");
    }

    [Fact]
    public async Task Over_http_no_token_is_sent()
    {
        await using var open = await Origin.StartAsync(new OriginOptions { Name = "open", Library = LabModules.Public() });
        await using var bed = await _cluster.GatewayAsync("Headers", change: settings => settings.Cluster(open, new { Trust = "Internal", ForwardIdentity = "Headers" }), chain: "open");

        (await bed.GetAsync($"Bearer {Issuer.Issue()}", List)).Status.Should().Be(200);

        open.Requests.Last.Header("X-Forwarded-User").Should().Be("alice");
        open.Requests.Last.Headers.Keys.Should().NotContain(["X-Forwarded-Access-Token", "X-Forwarded-Id-Token", "Authorization"]);
    }

    [Fact]
    public async Task What_one_caller_got_is_given_to_no_other_and_kept_for_nobody()
    {
        await using var bed = await _cluster.GatewayAsync("Headers");
        var (alice, bob) = (Issuer.Issue(new { sub = "alice" }), Issuer.Issue(new { sub = "bob" }));

        foreach (var path in new[] { List, Zip, List.Replace("list", "v1.1.0.mod", StringComparison.Ordinal), "/example.org/absent/@v/list" })
        {
            var before = Origin.Requests.Count;
            foreach (var token in new[] { alice, bob, alice })
            {
                var reply = await bed.GetAsync($"Bearer {token}", path);
                reply.Headers.GetValues("Cache-Status").Single().Should().StartWith("gateway; fwd=miss").And.NotContain("collapsed");
                await bed.Gateway.LandedAsync();
            }

            Origin.Requests.Skip(before).Select(request => request.Header("X-Forwarded-User")).Should().Equal("alice", "bob", "alice");
        }
    }

    [Fact]
    public async Task Callers_who_ask_at_once_are_asked_for_one_by_one()
    {
        await using var bed = await _cluster.GatewayAsync("Headers");
        Origin.Fault = Fault.Silence;

        var alice = bed.GetAsync($"Bearer {Issuer.Issue(new { sub = "alice" })}", Zip);
        var bob = bed.GetAsync($"Bearer {Issuer.Issue(new { sub = "bob" })}", Zip);
        await Origin.HoldsAsync(2, Cancellation);
        Origin.Release();

        (await alice).Status.Should().Be(200);
        (await bob).Status.Should().Be(200);
        Origin.Requests.Select(request => request.Header("X-Forwarded-User")).Should().BeEquivalentTo("alice", "bob");
    }

    [Theory]
    [InlineData(401, "refused whoever asks (401)")]
    [InlineData(403, "answered 403")]
    public async Task What_the_caller_is_refused_is_a_verdict_and_nobody_else_is_asked(int status, string words)
    {
        await using var other = await Origin.StartAsync(new OriginOptions { Name = "other", Library = LabModules.Public() });
        await using var bed = await _cluster.GatewayAsync("Headers", change: settings => settings.Cluster(other), chain: "inside, other");
        Origin.Fault = Fault.Status(status);

        var reply = await bed.GetAsync($"Bearer {Issuer.Issue()}", List);

        reply.Status.Should().Be(403);
        reply.Text.Should().StartWith("forbidden: the versions of example.org/hello is refused by inside\n").And.Contain(words);
        Origin.Requests.Should().ContainSingle("no credentials of the gateway's are in doubt");
        other.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_cluster_that_is_told_nothing_is_told_nothing_and_is_in_a_chain_that_keeps_nothing()
    {
        await using var other = await Origin.StartAsync(new OriginOptions { Name = "other", Library = LabModules.Public() });
        await using var bed = await _cluster.GatewayAsync("Headers", change: settings => settings.Cluster(other), chain: "inside, other");
        Origin.Fault = Fault.Status(500);

        (await bed.GetAsync($"Bearer {Issuer.Issue()}", List)).Status.Should().Be(200);
        (await bed.GetAsync($"Bearer {Issuer.Issue()}", List)).Status.Should().Be(200);

        other.Requests.Should().HaveCount(2);
        other.Requests.Last.Headers.Keys.Should().BeEquivalentTo("Host", "User-Agent", "Via");
    }

    [Fact]
    public async Task A_redirect_to_another_host_and_a_probe_carry_nobodys_identity()
    {
        await using var blobs = await Origin.StartAsync(new OriginOptions { Name = "blobs", Library = LabModules.Public(), Host = System.Net.IPAddress.Parse("127.0.0.2"), Certificate = _cluster.Authority.IssueServer(["127.0.0.2"]) });
        await using var bed = await _cluster.GatewayAsync(
            "Headers", upstream: new { RedirectHosts = new[] { blobs.Address.Authority } }, change: settings => settings.WithProbes());
        Origin.Break(Fault.RedirectTo(new Uri(blobs.Address, "example.org/hello/@v/list")), static request => request.Path.EndsWith("hello/@v/list", StringComparison.Ordinal));

        (await bed.GetAsync($"Bearer {Issuer.Issue()}", List)).Status.Should().Be(200);
        await Eventually.TrueAsync(() => Origin.Probes.Count > 0, "a probe comes", Cancellation);

        blobs.Requests.Last.Headers.Keys.Should().NotContain(name => name.StartsWith("X-", StringComparison.OrdinalIgnoreCase) || name == "Authorization");
        Origin.Probes.SelectMany(request => request.Headers.Keys).Should().NotContain(name => name.StartsWith("X-", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("""{ "ForwardIdentity": "Headers" }""", "Upstreams:golang:ForwardIdentity is Headers and the cluster is Public; only a cluster with \"Trust\": \"Internal\" may be told who asks.")]
    [InlineData("""{ "ForwardIdentity": "Token", "Trust": "Internal" }""", "Upstreams:golang:ForwardIdentity is Token and destination a is http://proxy.example.org/; tokens go over https only.")]
    [InlineData("""{ "Certificate": "a.pem" }""", "Upstreams:golang needs a Certificate and a Key, or none of them.")]
    [InlineData("""{ "Certificate": "a.pem", "Key": "a.key" }""", "Upstreams:golang:Certificate, */a.pem, cannot be read*")]
    public void A_wrong_setting_stops_the_start_in_words(string upstream, string fault)
    {
        using var folder = new SettingsFolder
        {
            ["appsettings.json"] = SettingsFolder.Least.Replace("https://proxy", "http://proxy", StringComparison.Ordinal),
            ["appsettings.Site.json"] = $$"""{ "Upstreams": { "golang": {{upstream}} } }""",
        };
        folder.Environment["DOTNET_ENVIRONMENT"] = "Site";

        folder.Faults().Should().ContainMatch(fault);
    }
}
