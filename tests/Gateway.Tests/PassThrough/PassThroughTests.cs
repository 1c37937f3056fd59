using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Health;
using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Access;
using Gateway.Tests.Chaos;
using Gateway.Tests.EndToEnd;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.PassThrough;

/// <summary>What is no Go request and a route lets through.</summary>
public sealed class PassThroughTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_route_takes_reaches_the_cluster_with_method_query_and_body()
    {
        await using var origin = await PassThroughBed.OriginAsync();
        await using var gateway = await LabGateway.StartAsync(PassThroughBed.Settings(origin.Address));

        using var answer = await gateway.Client.PostAsync("/upload/service/rest/components?repository=go", new StringContent("hello"), Cancellation);

        var seen = origin.Requests.Should().ContainSingle().Which;
        $"{seen}".Should().Be("POST /service/rest/components?repository=go");
        seen.Header("Content-Length").Should().Be("5");
        seen.Header("Via").Should().Be("1.1 edge");
        await seen.Over.WaitAsync(Cancellation);
        answer.StatusCode.Should().Be((HttpStatusCode)seen.Status);
        answer.Headers.GetValues("X-Request-ID").Single().Should().HaveLength(16);
    }

    [Fact]
    public async Task What_parses_as_a_go_request_is_never_a_routes()
    {
        await using var origin = await PassThroughBed.OriginAsync();
        await using var gateway = await LabGateway.StartAsync(PassThroughBed.Settings(origin.Address)
            .Set("ReverseProxy:Routes", new JsonObject { ["all"] = PassThroughBed.Route("/{**all}") }));

        (await gateway.Client.GetStringAsync("/example.org/hello/@v/list", Cancellation)).Should().Contain("v1.1.0");
        (await gateway.Client.GetStringAsync("/", Cancellation)).Should().Contain("GOPROXY");
        using var head = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/example.org/hello/@v/v1.1.0.mod"), Cancellation);

        head.StatusCode.Should().Be(HttpStatusCode.OK);
        origin.Requests.Should().OnlyContain(seen => seen.Method == "GET" && seen.Header("User-Agent")!.StartsWith("Gateway/"), "they came from the module endpoint");
    }

    [Theory]
    [InlineData("GET", "/elsewhere", 404)]
    [InlineData("PUT", "/elsewhere", 405)]
    [InlineData("TRACE", "/upload/x", 405)]
    [InlineData("PUT", "/upload/../x", 405)]
    [InlineData("PUT", "/upload/..%2fx", 400)]
    [InlineData("PUT", "/upload//x", 400)]
    public async Task What_no_route_takes_or_has_two_readings_reaches_nobody(string method, string target, int status)
    {
        await using var origin = await PassThroughBed.OriginAsync();
        await using var gateway = await LabGateway.StartAsync(PassThroughBed.Settings(origin.Address));
        using var client = new PlainClient(gateway.AddressOf("Plain"));

        (await client.SendAsync(target, method)).Status.Should().Be(status);

        origin.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Authorization", "Basic YTpi")]
    [InlineData("Cookie", "session=1")]
    [InlineData("X-Forwarded-User", "root")]
    [InlineData("X_Forwarded_User", "root")]
    [InlineData("x-forwarded-groups", "admins")]
    [InlineData("X-Forwarded-Access-Token", "t")]
    [InlineData("X-Forwarded-Id-Token", "t")]
    [InlineData("X-Audit-Request-ID", "1")]
    [InlineData("X-Audit-Client-Cert-Subject", "CN=root")]
    [InlineData("X-Audit-Client-Cert-Fingerprint", "AB")]
    [InlineData("Client-Cert", ":AA:")]
    [InlineData("Forwarded", "for=10.0.0.1")]
    [InlineData("X-Remote-User", "root")]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    public async Task What_a_client_says_of_itself_is_taken_away(string name, string value)
    {
        await using var origin = await PassThroughBed.OriginAsync();
        await using var gateway = await LabGateway.StartAsync(PassThroughBed.Settings(origin.Address));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/upload/page") { Headers = { { "X-Mine", "stays" } } };
        // Until tokens are known a wrong one is refused, so it comes in a spelling that is none.
        request.Headers.TryAddWithoutValidation(name == "Authorization" ? "Authorization_" : name, value);

        using var answer = await gateway.Client.SendAsync(request, Cancellation);

        var seen = origin.Requests.Should().ContainSingle().Which;
        seen.Headers.Should().NotContain(header => header.Value == value).And.ContainKey("X-Mine");
    }

    [Theory]
    [InlineData("GET", "/upload/a/x", "Read", 200)]
    [InlineData("HEAD", "/upload/a/x", "Read", 200)]
    [InlineData("PUT", "/upload/a/x", "Publish", 200)]
    [InlineData("PUT", "/upload/a/x", "Read", 403)]
    [InlineData("DELETE", "/upload/a/x", "Read", 403)]
    [InlineData("GET", "/upload/a/x", "Publish", 403)]
    [InlineData("PUT", "/upload/b/x", "Publish", 403)]
    [InlineData("GET", "/upload/a", "Read", 403)]
    public async Task Nothing_passes_that_no_rule_allows(string method, string path, string allowed, int status)
    {
        await using var origin = await PassThroughBed.OriginAsync();
        origin.Fault = Fault.Status(200);
        await using var gateway = await LabGateway.StartAsync(PassThroughBed.Settings(origin.Address)
            .Set("Access:Rules", new JsonArray(PassThroughBed.Allow("/upload/a/*", allowed))));

        using var answer = await gateway.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Cancellation);

        ((int)answer.StatusCode).Should().Be(status);
        origin.Requests.Count.Should().Be(status == 200 ? 1 : 0);
        if (status == 403)
        {
            (await answer.Content.ReadAsStringAsync(Cancellation)).Should().StartWith($"forbidden: no rule allows {method} {path}");
        }
    }

    [Fact]
    public async Task The_cluster_gets_its_own_credentials()
    {
        await using var origin = await PassThroughBed.OriginAsync();
        await using var gateway = await LabGateway.StartAsync(PassThroughBed.Settings(origin.Address, new { Trust = "Internal", Username = "edge" })
            .Secret($"Upstreams:{PassThroughBed.Cluster}:PasswordFile", "hunter2"));

        using var answer = await gateway.Client.PutAsync("/upload/x", new StringContent("x"), Cancellation);

        origin.Requests.Single().Authorization.Should().Be(
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("edge:hunter2"))).ToString());
    }

    [Theory]
    [InlineData("None", "Basic ZWRnZTpodW50ZXIy", null, null)]
    [InlineData("Headers", "Basic ZWRnZTpodW50ZXIy", "alice", "TOKEN")]
    [InlineData("Token", "Bearer TOKEN", null, null)]
    public async Task The_cluster_is_told_who_asks_as_of_a_module_request(string forwards, string authorization, string? user, string? shown)
    {
        using var authority = new LabAuthority();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["ca.pem"], authority.Pem, Cancellation);
        await using var issuer = await FakeIssuer.StartAsync();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = PassThroughBed.Cluster, Library = LabModules.Public(), Certificate = authority.IssueServer() });
        await using var bed = await TokenBed.StartAsync(issuer.Settings(), "Anonymous", settings => PassThroughBed
            .Add(settings, origin.Address, new { Trust = "Internal", Username = "edge", ForwardIdentity = forwards, Authorities = folder["ca.pem"] })
            .Secret($"Upstreams:{PassThroughBed.Cluster}:PasswordFile", "hunter2"));
        var token = issuer.Issue();
        using var request = new HttpRequestMessage(HttpMethod.Put, "/upload/x") { Content = new StringContent("x") };
        request.Headers.Add("Authorization", $"Bearer {token}");
        foreach (var name in new[] { "X-Forwarded-User", "X-Forwarded-Groups", "X-Forwarded-Access-Token", "X-Forwarded-Id-Token", "X-Audit-Request-ID", "X-Audit-Client-Cert-Subject", "x_forwarded_user" })
        {
            request.Headers.TryAddWithoutValidation(name, "root");
        }

        using var answer = await bed.Gateway.Client.SendAsync(request, Cancellation);

        var seen = origin.Requests.Should().ContainSingle().Which;
        seen.Authorization.Should().Be(authorization.Replace("TOKEN", token, StringComparison.Ordinal));
        (seen.Header("X-Forwarded-User"), seen.Header("X-Forwarded-Access-Token")).Should().Be((user, shown?.Replace("TOKEN", token, StringComparison.Ordinal)));
        seen.Header("X-Audit-Request-ID").Should().Be(user is null ? null : answer.Headers.GetValues("X-Request-ID").Single());
        seen.Headers.Values.Should().NotContain("root");

        // Who has no token gets what nobody in particular gets: not what the gateway may have.
        using var nobodys = await bed.Gateway.Client.PutAsync("/upload/x", new StringContent("x"), Cancellation);
        origin.Requests.Last.Authorization.Should().Be(forwards == "Token" ? null : authorization);
    }

    [Fact]
    public async Task A_request_that_has_passed_us_before_is_a_loop()
    {
        await using var origin = await PassThroughBed.OriginAsync();
        await using var gateway = await LabGateway.StartAsync(PassThroughBed.Settings(origin.Address));
        using var client = new PlainClient(gateway.AddressOf("Plain"));

        (await client.SendAsync("/upload/x", "PUT", "Via: 1.1 edge\r\nContent-Length: 0\r\n")).Status.Should().Be(508);

        origin.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_body_announced_beyond_the_bound_is_refused_before_it_is_sent()
    {
        await using var origin = await PassThroughBed.OriginAsync();
        await using var gateway = await LabGateway.StartAsync(PassThroughBed.Settings(origin.Address).Set("PassThrough:LargestBodyMegabytes", 1));
        using var request = new HttpRequestMessage(HttpMethod.Put, "/upload/x") { Content = new ByteArrayContent(new byte[1024 * 1024 + 1]) };
        request.Headers.ExpectContinue = true;

        using var answer = await gateway.Client.SendAsync(request, Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await answer.Content.ReadAsStringAsync(Cancellation)).Should().StartWith("payload too large: the gateway passes bodies of at most 1 MiB");
        origin.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_cluster_that_is_down_is_told_in_words()
    {
        await using var origin = await PassThroughBed.OriginAsync();
        await using var gateway = await LabGateway.StartAsync(PassThroughBed.Settings(origin.Address));
        await origin.StopAsync();
        using var sent = new Counted("gateway.response.size", gateway);

        using var answer = await gateway.Client.PutAsync("/upload/x", new StringContent("x"), Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        text.Should().StartWith("bad gateway: hosted could not be asked\nrequest ");
        sent.Sum.Should().Be(text.Length);
    }

    [Fact]
    public async Task What_is_refused_twice_counts_twice()
    {
        await using var origin = await PassThroughBed.OriginAsync();
        await using var gateway = await LabGateway.StartAsync(PassThroughBed.Settings(origin.Address));
        using var twins = new Counted("gateway.edge.twins", gateway);

        for (var times = 0; times < 2; times++)
        {
            using var answer = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Trace, "/upload/x"), Cancellation);
            answer.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        }

        twins.Sum.Should().Be(0);
    }

    [Fact]
    public async Task A_destination_that_is_drained_gets_nothing()
    {
        await using var origin = await PassThroughBed.OriginAsync();
        await using var other = await PassThroughBed.OriginAsync();
        await using var gateway = await LabGateway.StartAsync(PassThroughBed.Settings(origin.Address)
            .Cluster(PassThroughBed.Cluster, new { Trust = "Internal" }, origin.Address, other.Address));
        var drains = gateway.App.Services.GetRequiredService<Drains>();
        drains.Add(new Drain(PassThroughBed.Cluster, "d1", TimeProvider.System.GetUtcNow().AddHours(1), "test"));

        for (var time = 0; time < 20; time++)
        {
            using var answer = await gateway.Client.GetAsync("/upload/page", Cancellation);
        }

        (origin.Requests.Count, other.Requests.Count).Should().Be((0, 20));
    }

    [Fact]
    public async Task A_reload_changes_routes_and_clusters_together()
    {
        await using var origin = await PassThroughBed.OriginAsync();
        await using var other = await PassThroughBed.OriginAsync();
        await using var gateway = await LabGateway.StartAsync(PassThroughBed.Settings(origin.Address));
        using var before = await gateway.Client.GetAsync("/upload/page", Cancellation);
        var changed = PassThroughBed.Settings(other.Address).Set("ReverseProxy:Routes", new JsonObject { ["new"] = PassThroughBed.Route("/new/{**rest}") })
            .Set("Access:Rules", new JsonArray(PassThroughBed.Allow("/new/*", "Read")));

        (await gateway.ReloadAsync(changed.ToString())).Should().BeTrue();
        using var old = await gateway.Client.GetAsync("/upload/page", Cancellation);
        using var now = await gateway.Client.GetAsync("/new/page", Cancellation);

        origin.Requests.Targets.Should().Equal("/page");
        other.Requests.Targets.Should().Equal("/new/page");
        (await old.Content.ReadAsStringAsync(Cancellation)).Should().StartWith("not found: this is no request of the GOPROXY protocol");
    }
}
