using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Access;
using Gateway.Tests.Caching;
using Gateway.Tests.PassThrough;
using Gateway.Tests.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Exchanging;

/// <summary>Clusters that get a token of their own for every caller (RFC 8693).</summary>
public sealed class TokenExchangeTests : IAsyncLifetime
{
    private const string List = "/example.org/hello/@v/list";
    private const string Secret = "hunter2-of-the-gateway";

    private readonly ManualTime _time = new();
    private readonly ReloadLog _log = new();
    private ToldCluster _cluster = null!;
    private ExchangePoint _point = null!;

    private Origin Origin => _cluster.Origin;

    private FakeIssuer Issuer => _cluster.Issuer;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_cluster, _point) = (await ToldCluster.StartAsync(_time), await ExchangePoint.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _point.DisposeAsync();
        await _cluster.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task A_certified_provider_gives_the_cluster_a_token_of_the_same_person_with_its_own_audience()
    {
        await using var provider = await OidcProvider.StartAsync(Cancellation);
        await using var bed = await StartAsync(
            issuers: [new JsonObject { ["Authority"] = provider.Issuer, ["Audiences"] = new JsonArray(OidcProvider.Audience) }],
            exchange: new { Audience = "nexus", ClientId = OidcProvider.ExchangeClient },
            secret: OidcProvider.ExchangeSecret,
            time: TimeProvider.System);
        var (token, _) = await provider.SignInAsync(Cancellation);

        (await bed.GetAsync($"Bearer {token}", List)).Status.Should().Be(200);
        (await bed.GetAsync($"Bearer {token}", List)).Status.Should().Be(200);

        var shown = Origin.Requests.Select(request => request.Authorization).ToList();
        shown.Should().HaveCount(2, "nothing is kept").And.OnlyContain(header => header == shown[0], "a token is asked for once");
        var claims = JsonSerializer.Deserialize<JsonElement>(System.Buffers.Text.Base64Url.DecodeFromChars(shown[0]!["Bearer ".Length..].Split('.')[1]));
        (claims.GetProperty("sub").GetString(), claims.GetProperty("aud").GetString(), claims.GetProperty("client_id").GetString()).Should().Be(("alice", "nexus", OidcProvider.ExchangeClient));
    }

    [Fact]
    public async Task A_provider_that_knows_no_such_audience_is_named_to_the_operators_and_the_caller_gets_502()
    {
        await using var provider = await OidcProvider.StartAsync(Cancellation);
        await using var bed = await StartAsync(
            issuers: [new JsonObject { ["Authority"] = provider.Issuer, ["Audiences"] = new JsonArray(OidcProvider.Audience) }],
            exchange: new { Audience = "elsewhere", ClientId = OidcProvider.ExchangeClient },
            secret: OidcProvider.ExchangeSecret,
            time: TimeProvider.System);

        var reply = await bed.GetAsync($"Bearer {await provider.IssueAsync(Cancellation)}", List);

        reply.Status.Should().Be(502);
        reply.Text.Should().Contain($"inside was not asked: there is no token for it, because {new Uri(provider.Issuer).Authority} answers 400, invalid_target; the operators find more in Upstreams:inside:TokenExchange");
        Origin.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task The_endpoint_is_asked_as_the_standard_says_and_the_cluster_hears_nothing_else()
    {
        await using var bed = await StartAsync(exchange: new { Endpoint = _point.Address, Audience = "nexus", Resource = "https://nexus.corp.example/", Scope = "read write", ClientId = "edge" });
        var (access, id) = (Issuer.Issue(), Issuer.Issue(new { nonce = "n" }));

        (await bed.GetAsync($"Bearer {access}", List)).Status.Should().Be(200);
        (await bed.GetAsync($"Bearer {id}", List)).Status.Should().Be(200);

        _point.Authorizations.Should().AllBe($"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"edge:{Secret}"))}");
        _point.Forms.Select(form => string.Join(' ', form["subject_token_type"], form["audience"], form["resource"], form["scope"], form["requested_token_type"], form["grant_type"]))
            .Should().Equal(new[] { "access_token", "id_token" }.Select(type =>
                $"urn:ietf:params:oauth:token-type:{type} nexus https://nexus.corp.example/ read write urn:ietf:params:oauth:token-type:access_token urn:ietf:params:oauth:grant-type:token-exchange"));
        _point.Forms.Select(form => form["subject_token"].ToString()).Should().Equal(access, id);
        Origin.Requests.Select(request => request.Authorization).Should().Equal("Bearer exchanged-1", "Bearer exchanged-2");
        Origin.Requests.Last.Headers.Keys.Should().NotContain(name => name.StartsWith("X-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Who_has_no_token_is_exchanged_nothing_and_shows_nothing()
    {
        await using var bed = await StartAsync(clients: "Anonymous");

        (await bed.GetAsync(null, List)).Status.Should().Be(200);

        Origin.Requests.Last.Authorization.Should().BeNullOrEmpty();
        _point.Forms.Should().BeEmpty();
    }

    [Fact]
    public async Task A_new_token_is_used_until_shortly_before_its_end()
    {
        await using var bed = await StartAsync();
        var token = Issuer.Issue();

        foreach (var (later, asked) in new[] { (0, 1), (80, 1), (11, 2), (80, 2) })
        {
            _time.Move(TimeSpan.FromSeconds(later));
            (await bed.GetAsync($"Bearer {token}", List)).Status.Should().Be(200);
            _point.Forms.Count.Should().Be(asked);
        }
    }

    [Fact]
    public async Task One_caller_is_exchanged_once_however_much_he_asks_and_nobody_gets_anothers()
    {
        await using var bed = await StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _point.Answer = async context =>
        {
            await gate.Task;
            var form = await context.Request.ReadFormAsync();
            await context.Response.WriteAsJsonAsync(new { access_token = $"for-{form["subject_token"].ToString()[^8..]}" });
        };
        var (alice, bob) = (Issuer.Issue(new { sub = "alice" }), Issuer.Issue(new { sub = "bob" }));

        var asked = new[] { alice, alice, alice, bob, bob }.Select((token, number) => bed.GetAsync($"Bearer {token}", $"/example.org/hello/@v/v1.{number}.7.info")).ToList();
        await Eventually.TrueAsync(() => _point.Forms.Count == 2, "both are asked for", Cancellation);
        gate.SetResult();
        await Task.WhenAll(asked);

        _point.Forms.Count.Should().Be(2);
        Origin.Requests.GroupBy(request => request.Authorization).ToDictionary(group => group.Key!, group => group.Count())
            .Should().BeEquivalentTo(new Dictionary<string, int> { [$"Bearer for-{alice[^8..]}"] = 3, [$"Bearer for-{bob[^8..]}"] = 2 });
    }

    [Theory]
    [InlineData(400, """{ "error": "invalid_grant", "error_description": "SECRET" }""", 403, "inside was not asked: 127.0.0.1:* gives no token for it to this caller (invalid_grant); show a fresh token, or ask who may have one")]
    [InlineData(400, """{ "error": "invalid_request" }""", 403, "*(invalid_request); show a fresh token*")]
    [InlineData(403, """{ "error": "access_denied" }""", 403, "*(access_denied)*")]
    [InlineData(401, """{ "error": "invalid_client", "error_description": "SECRET" }""", 502, "*because 127.0.0.1:* answers 401, invalid_client; the operators find more in Upstreams:inside:TokenExchange")]
    [InlineData(400, """{ "error": "SECRET SECRET" }""", 502, "*answers 400;*")]
    [InlineData(404, "not found", 502, "*answers 404;*")]
    [InlineData(503, """{ "error": "invalid_grant" }""", 502, "*answers 503, invalid_grant;*")]
    [InlineData(302, "", 502, "*answers 302;*")]
    [InlineData(200, "<html>", 502, "*answers without a token that could be shown (access_token);*")]
    [InlineData(200, "[1]", 502, "*answers without a token*")]
    [InlineData(200, """{ "access_token": 7 }""", 502, "*answers without a token*")]
    [InlineData(200, """{ "access_token": "a\r\nX-Forwarded-User: root" }""", 502, "*answers without a token*")]
    [InlineData(200, """{ "access_token": "x", "token_type": "DPoP" }""", 502, "*gives a token that is no Bearer token;*")]
    public async Task What_goes_wrong_is_told_in_words_and_is_no_outage_of_the_cluster(int status, string body, int seen, string words)
    {
        _point.Answer = async context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/token";
            await context.Response.WriteAsync(body.Replace("SECRET", Secret, StringComparison.Ordinal));
        };
        await using var bed = await StartAsync();
        var token = Issuer.Issue();

        var reply = await bed.GetAsync($"Bearer {token}", List);

        reply.Status.Should().Be(seen);
        reply.Text.Split('\n').Should().ContainMatch(words);
        $"{reply.Text} {string.Join(' ', _log.Lines)}".Should().NotContain(Secret).And.NotContain(token);
        Origin.Requests.Should().BeEmpty();
        bed.Gateway.Destinations("inside").Should().ContainSingle().Which.ConcurrentRequestCount.Should().Be(0);
        _log.Of(6030).Count.Should().Be(seen == 502 ? 1 : 0);
        _point.Answer = null;
        _time.Move(TimeSpan.FromSeconds(6));
        (await bed.GetAsync($"Bearer {token}", List)).Status.Should().Be(200);
        _log.Of(6031).Count.Should().Be(seen == 502 ? 1 : 0);
    }

    [Fact]
    public async Task An_endpoint_that_is_away_or_silent_is_told_in_words_too()
    {
        await using var bed = await StartAsync(exchange: new { Endpoint = _point.Address, Audience = "nexus", ClientId = "edge", Timeout = "00:00:00.2" });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _point.Answer = _ => gate.Task;

        (await bed.GetAsync($"Bearer {Issuer.Issue(new { sub = "a" })}", List)).Should().Match<TokenBed.Reply>(reply => reply.Status == 502 && reply.Text.Contains("does not answer in time", StringComparison.Ordinal));
        gate.SetResult();
        await _point.StopAsync();
        (await bed.GetAsync($"Bearer {Issuer.Issue(new { sub = "b" })}", List)).Should().Match<TokenBed.Reply>(reply => reply.Status == 502 && reply.Text.Contains("cannot be asked", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("server_error", 200)]
    [InlineData("invalid_grant", 403)]
    public async Task Another_cluster_is_asked_when_no_token_can_be_had_and_not_when_the_caller_may_have_none(string error, int status)
    {
        await using var other = await Origin.StartAsync(new OriginOptions { Name = "other", Library = LabModules.Public() });
        _point.Answer = async context =>
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsJsonAsync(new { error });
        };
        await using var bed = await StartAsync(change: settings => settings.Cluster(other), chain: "inside, other");

        (await bed.GetAsync($"Bearer {Issuer.Issue()}", List)).Status.Should().Be(status);

        other.Requests.Count.Should().Be(status == 200 ? 1 : 0);
    }

    [Fact]
    public async Task A_token_that_the_cluster_does_not_take_is_asked_for_anew()
    {
        await using var bed = await StartAsync();
        var token = Issuer.Issue();
        Origin.Fault = Fault.Status(401);

        (await bed.GetAsync($"Bearer {token}", List)).Status.Should().Be(403);
        Origin.Heal();
        (await bed.GetAsync($"Bearer {token}", List)).Status.Should().Be(200);

        Origin.Requests.Select(request => request.Authorization).Should().Equal("Bearer exchanged-1", "Bearer exchanged-2");
    }

    [Fact]
    public async Task An_upload_whose_token_the_cluster_does_not_take_is_given_another_the_next_time()
    {
        await using var bed = await StartAsync(change: Uploads);
        var token = Issuer.Issue();
        Origin.Fault = Fault.Status(401);

        (await bed.GetAsync($"Bearer {token}", "/upload/x", HttpMethod.Put)).Status.Should().Be(401);
        Origin.Heal();
        await bed.GetAsync($"Bearer {token}", "/upload/x", HttpMethod.Put);
        await bed.GetAsync($"Bearer {token}", "/upload/x", HttpMethod.Put);

        Origin.Requests.Select(request => request.Authorization).Should().Equal("Bearer exchanged-1", "Bearer exchanged-2", "Bearer exchanged-2");
    }

    [Fact]
    public async Task No_more_are_remembered_than_the_settings_say()
    {
        await using var bed = await StartAsync(exchange: new { Endpoint = _point.Address, Audience = "nexus", ClientId = "edge", MostRemembered = 2 });
        var tokens = new[] { "a", "b", "c", "a", "c" }.Select(sub => Issuer.Issue(new { sub, jti = sub })).ToList();
        tokens[3] = tokens[0];
        tokens[4] = tokens[2];

        foreach (var token in tokens)
        {
            (await bed.GetAsync($"Bearer {token}", List)).Status.Should().Be(200);
        }

        _point.Forms.Count.Should().BeInRange(4, 5, "the first was forgotten for the third");
    }

    [Fact]
    public async Task Uploads_get_the_same_token()
    {
        await using var bed = await StartAsync(change: Uploads);
        var token = Issuer.Issue();

        await bed.GetAsync($"Bearer {token}", "/upload/x", HttpMethod.Put);
        Origin.Requests.Last.Authorization.Should().Be("Bearer exchanged-1");

        _time.Move(TimeSpan.FromMinutes(2));
        await _point.StopAsync();
        var reply = await bed.GetAsync($"Bearer {token}", "/upload/x", HttpMethod.Put);
        reply.Status.Should().Be(502);
        reply.Text.Should().StartWith("bad gateway: inside was not asked: there is no token for it, because ");
        Origin.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("""{ "ForwardIdentity": "Exchange", "TokenExchange": { "ClientId": "edge", "Audience": "n" } }""", "Upstreams:golang:ForwardIdentity is Exchange and the cluster is Public; only a cluster with \"Trust\": \"Internal\" may be told who asks.")]
    [InlineData("""{ "ForwardIdentity": "Exchange", "Trust": "Internal" }""", "Upstreams:golang:ForwardIdentity is Exchange and destination a is http://proxy.example.org/; tokens go over https only.")]
    [InlineData("""{ "ForwardIdentity": "Exchange", "Trust": "Internal" }""", "Upstreams:golang:ForwardIdentity is Exchange and Tokens:Issuers is empty; only tokens of an issuer can be exchanged.")]
    [InlineData("""{ "ForwardIdentity": "Exchange", "Trust": "Internal" }""", "Upstreams:golang:TokenExchange:ClientId is not set; *")]
    [InlineData("""{ "ForwardIdentity": "Exchange", "Trust": "Internal" }""", "Upstreams:golang:TokenExchange has neither an Audience nor a Resource; *")]
    [InlineData("""{ "ForwardIdentity": "Exchange", "TokenExchange": { "Resource": "nexus" } }""", "Upstreams:golang:TokenExchange:Resource is \"nexus\"; *")]
    [InlineData("""{ "ForwardIdentity": "Exchange", "TokenExchange": { "Endpoint": "http://idp.corp.example/token" } }""", "Upstreams:golang:TokenExchange:Endpoint is \"http://idp.corp.example/token\"; an https address *")]
    [InlineData("""{ "ForwardIdentity": "Exchange", "TokenExchange": { "ClientSecretFile": "absent" } }""", "Upstreams:golang:TokenExchange:ClientSecretFile, */absent, cannot be read*")]
    [InlineData("""{ "TokenExchange": { "ClientId": "edge" } }""", "Upstreams:golang:TokenExchange is set and Upstreams:golang:ForwardIdentity is None; set that to Exchange, or remove the section.")]
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

    private static void Uploads(LabSettings settings) => settings
        .Set("ReverseProxy:Routes", new JsonObject { ["upload"] = new JsonObject { ["ClusterId"] = "inside", ["Match"] = new JsonObject { ["Path"] = "/upload/{**rest}" } } })
        .Set("Access:Rules", new JsonArray(PassThroughBed.Allow("/upload/*", "Read", "Publish")));

    private async Task<TokenBed> StartAsync(
        string clients = "Token", JsonArray? issuers = null, object? exchange = null, string secret = Secret, TimeProvider? time = null, Action<LabSettings>? change = null, string chain = "inside")
    {
        void Change(LabSettings settings)
        {
            settings.Secret("Upstreams:inside:TokenExchange:ClientSecretFile", secret);
            change?.Invoke(settings);
        }

        var options = new { TokenExchange = exchange ?? new { Endpoint = _point.Address, Audience = "nexus", ClientId = "edge" } };
        var bed = await _cluster.GatewayAsync("Exchange", options, clients, issuers, Change, chain, time);
        bed.Gateway.App.Services.GetRequiredService<ILoggerFactory>().AddProvider(_log);
        return bed;
    }
}
