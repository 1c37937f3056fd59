using System.Net;
using Gateway.Caching;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;
using Gateway.Tests.Limits;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Edge;

public class ModuleEndpointTests
{
    private const string Hello = "/example.org/hello/@v/";

    [Theory]
    [InlineData(Hello + "list", "text/plain; charset=utf-8")]
    [InlineData("/example.org/hello/@latest", "application/json")]
    [InlineData(Hello + "v1.1.0.info", "application/json")]
    [InlineData(Hello + "master.info", "application/json")]
    [InlineData(Hello + "v1.1.0.mod", "text/plain; charset=utf-8")]
    [InlineData(Hello + "v1.1.0.zip", "application/zip")]
    [InlineData("/example.org/%21azure/%21storage/@v/v1.1.0-%21r%21c1.mod", "text/plain; charset=utf-8")]
    [InlineData("/example.org/legacy/@v/v2.0.0%2Bincompatible.info", "application/json")]
    public async Task An_answer_has_the_right_type_and_length_and_nothing_of_the_upstreams_headers(string path, string type)
    {
        await using var athens = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()) with { Banner = "Athens/1", HasValidators = true });
        // What is left of an answer's life is counted in seconds: none passes between the two.
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(athens, new { Kind = "Athens" }).Route("*", "athens"), new ManualTime());

        using var get = await gateway.Client.GetAsync(path, TestContext.Current.CancellationToken);
        using var head = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), TestContext.Current.CancellationToken);

        get.StatusCode.Should().Be(HttpStatusCode.OK);
        get.Content.Headers.ContentType!.ToString().Should().Be(type);
        get.Content.Headers.ContentLength.Should().Be((await get.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
        get.Headers.ETag!.IsWeak.Should().BeFalse();
        get.Content.Headers.LastModified.Should().NotBeNull();
        get.Headers.Select(header => header.Key).Should().BeSubsetOf(["Date", "Cache-Control", "ETag", "X-Request-ID", "Accept-Ranges", "Age", "Cache-Status"]);
        head.StatusCode.Should().Be(HttpStatusCode.OK);
        Headers(head).Should().BeEquivalentTo(Headers(get));
        athens.Requests.Should().OnlyContain(request => request.Method == "GET");
    }

    [Fact]
    public async Task Requests_to_upstreams_are_ours_and_not_the_clients()
    {
        await using var inside = await Origin.StartAsync(new OriginOptions { Name = "inside", Library = LabModules.Private() });
        await using var outside = await Origin.StartAsync(new OriginOptions { Name = "outside", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Set("Gateway:Name", "edge-1")
            .Cluster(inside, new { Trust = "Internal" }).Cluster(outside).Private("corp.example").Route("corp.example", "inside").Route("*", "outside"));

        foreach (var path in new[] { "/corp.example/billing/@v/list", Hello + "list" })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Authorization", "Basic c2VjcmV0OnNlY3JldA==");
            request.Headers.Add("Cookie", "session=1");
            request.Headers.Add("X-Anything", "at all");
            request.Headers.Add("Accept-Encoding", "gzip");
            request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            request.Headers.Add("tracestate", "a=1");
            request.Headers.Add("baggage", "user=7");
            (await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        inside.Requests.Last.Headers.Keys.Should().BeEquivalentTo("Host", "User-Agent", "Via", "traceparent");
        outside.Requests.Last.Headers.Keys.Should().BeEquivalentTo("Host", "User-Agent", "Via");
        inside.Requests.Last.Header("traceparent").Should().StartWith("00-0af7651916cd43dd8448eb211c80319c-").And.NotContain("b7ad6b7169203331", "the span is ours");
        inside.Requests.Last.Header("Via").Should().Be("1.1 edge-1");
        inside.Requests.Last.Header("User-Agent").Should().MatchRegex(@"^Gateway/\d+\.\d+\.\d+$");
    }

    [Theory]
    [InlineData("/github.com/Azure/x/@v/list")]
    [InlineData("/github.com/a/../b/@v/list")]
    [InlineData("/github.com/a/%2e%2e/b/@v/list")]
    [InlineData("/github.com//a/@v/list")]
    [InlineData("/github.com/a/@v/list?x=1")]
    [InlineData("/github.com/%41/@v/list")]
    [InlineData("/github.com/a%2fb/@v/list")]
    [InlineData("/github.com/a\\b/@v/list")]
    [InlineData("/github.com/a/@v/master.zip")]
    [InlineData("/github.com/a/\u00e9/@v/list")]
    [InlineData("http://other.example/github.com/a/@v/list")]
    [InlineData("/favicon.ico")]
    public async Task What_is_no_request_of_the_protocol_is_not_found_and_not_passed_on(string target)
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin" });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(origin).Route("*", "origin"));

        (await RawClient.StatusAsync(gateway.AddressOf("Plain"), target)).Should().BeOneOf(404, 400);
        origin.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Two_spellings_of_one_module_are_one_request()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(origin).Route("*", "origin"));

        foreach (var target in new[] { "/example.org/!azure/!storage/%40v/list", "/example.org/%21azure/%21storage/@v/list" })
        {
            (await RawClient.StatusAsync(gateway.AddressOf("Plain"), target)).Should().Be(200);
        }

        origin.Requests.Targets.Should().Equal("/example.org/!azure/!storage/@v/list");
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("BREW")]
    public async Task Other_methods_are_not_allowed(string method)
    {
        await using var gateway = await UnreachableAsync();

        var answer = await RawClient.SendAsync(gateway.AddressOf("Plain"), $"{method} {Hello}list HTTP/1.1\r\nContent-Length: 0");

        answer.Should().StartWith("HTTP/1.1 405 ").And.Contain("Allow: GET, HEAD");
    }

    [Fact]
    public async Task A_request_with_a_body_is_refused()
    {
        await using var gateway = await UnreachableAsync();

        var answer = await RawClient.SendAsync(gateway.AddressOf("Plain"), $"GET {Hello}list HTTP/1.1\r\nContent-Length: 4", "body");

        answer.Should().StartWith("HTTP/1.1 400 ").And.Contain("a request with a body is not served here");
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("HEAD", "/")]
    [InlineData("GET", "/repository/go-all/")]
    [InlineData("GET", "/repository/go-all")]
    public async Task The_root_names_the_value_for_GOPROXY(string method, string path)
    {
        await using var gateway = await UnreachableAsync("/repository/go-all/");

        using var response = await gateway.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        (method == "HEAD" ? $"GOPROXY={gateway.GoProxy}" : text).Should().Contain($"GOPROXY={gateway.GoProxy}");
    }

    [Fact]
    public async Task A_path_prefix_keeps_old_GOPROXY_values_working()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(new LabSettings()
            .Set("Listeners:Plain:PathPrefixes", new System.Text.Json.Nodes.JsonArray("/repository/go-all/", "/api/go"))
            .Cluster(origin).Route("*", "origin"));

        foreach (var prefix in new[] { "", "/repository/go-all", "/api/go" })
        {
            (await gateway.Client.GetAsync(prefix + Hello + "list", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        (await gateway.Client.GetAsync("/repository/go-allx" + Hello + "list", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        origin.Requests.Targets.Should().Equal(Hello + "list");
    }

    [Fact]
    public async Task A_request_that_came_through_this_gateway_before_is_a_loop()
    {
        await using var gateway = await UnreachableAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, Hello + "list");
        request.Headers.Add("Via", ["1.1 elsewhere", "2 EDGE (a comment), 1.1 another"]);

        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).Should().Be(508);
    }

    [Fact]
    public async Task A_gateway_that_is_its_own_upstream_says_so()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin" });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(origin).Route("*", "origin"));
        (await gateway.ReloadAsync(new LabSettings().Cluster("self", null, gateway.AddressOf("Plain")).Route("*", "self").ToString())).Should().BeTrue();

        using var response = await gateway.Client.GetAsync(Hello + "list", TestContext.Current.CancellationToken);

        ((int)response.StatusCode).Should().Be(502);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("self answered 508: \"loop detected:");
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_question_it_asked_once_nobody_has_come_for_half_a_minute()
    {
        var time = new StepTime();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        origin.Fault = Fault.Silence;
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(origin).Route("*", "origin").Set("Failover:LastFirstByteTimeout", "01:00:00"), time);
        var flights = gateway.App.Services.GetRequiredService<FlightTable>();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var asking = gateway.Client.GetAsync(Hello + "list", leaving.Token);
        await origin.HoldsAsync(1, TestContext.Current.CancellationToken);
        await leaving.CancelAsync();

        await asking.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        await Eventually.TrueAsync(() => flights.Waiting == 0, "the gateway knows", TestContext.Current.CancellationToken);
        time.Move(TimeSpan.FromSeconds(29));
        flights.Count.Should().Be(1, "somebody else may want the answer");
        origin.Requests.Last.Over.IsCompleted.Should().BeFalse();

        time.Move(TimeSpan.FromSeconds(1));
        await origin.Requests.Last.Over.WaitAsync(TestContext.Current.CancellationToken);
        origin.Requests.Last.ClientLeft.Should().BeTrue();
    }

    private static Task<LabGateway> UnreachableAsync(string prefix = "/go/") => LabGateway.StartAsync(new LabSettings()
        .Set("Listeners:Plain:PathPrefixes", new System.Text.Json.Nodes.JsonArray(prefix))
        .Cluster("nobody", null, new Uri("http://127.0.0.1:1/")).Route("*", "nobody"));

    private static Dictionary<string, string> Headers(HttpResponseMessage response) => response.Headers.Concat(response.Content.Headers)
        .Where(header => header.Key is not ("Date" or "X-Request-ID" or "Age" or "Cache-Status" or "Accept-Ranges")).ToDictionary(header => header.Key, header => string.Join(',', header.Value));
}
