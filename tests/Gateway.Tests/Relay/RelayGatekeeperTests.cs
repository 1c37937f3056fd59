using System.Net;
using Gateway.Tests.Edge;

namespace Gateway.Tests.Relay;

/// <summary>Whom the relay serves. Every program and every page in a browser of the machine reaches it.</summary>
public class RelayGatekeeperTests
{
    private const string Mod = "/example.org/hello/@v/v1.0.0.mod";
    private const string Secret = "0123456789abcdef0123456789abcdef01234567";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("evil.example:PORT")]
    [InlineData("127.0.0.1.evil.example:PORT")]
    [InlineData("localhost.evil.example:PORT")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0:PORT")]
    public async Task A_host_name_that_is_not_its_own_gets_nothing(string host)
    {
        await using var bed = await RelayBed.StartAsync();

        (await StatusAsync(bed, request => request.Headers.Host = host.Replace("PORT", $"{bed.Address.Port}"))).Should().Be(421);

        bed.Edge.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    public async Task Its_own_names_are_served(string host)
    {
        await using var bed = await RelayBed.StartAsync();

        (await StatusAsync(bed, request => request.Headers.Host = $"{host}:{bed.Address.Port}")).Should().Be(200);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    public async Task A_page_of_another_site_gets_nothing(string header, string value)
    {
        await using var bed = await RelayBed.StartAsync();

        (await StatusAsync(bed, request => request.Headers.Add(header, value))).Should().Be(403);

        bed.Edge.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    public async Task Other_methods_are_refused(string method)
    {
        await using var bed = await RelayBed.StartAsync();

        (await StatusAsync(bed, request => request.Method = new HttpMethod(method))).Should().Be(405);

        bed.Edge.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_form_of_another_site_is_refused_before_its_body_is_read()
    {
        await using var bed = await RelayBed.StartAsync();

        var answer = await RawClient.SendAsync(
            bed.Address, $"POST {Mod} HTTP/1.1\r\nOrigin: https://evil.example\r\nContent-Length: 5\r\nContent-Type: text/plain", "a=b&c");

        answer.Should().StartWith("HTTP/1.1 403 ");
        bed.Edge.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("GET http://evil.example/ HTTP/1.1")]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 1")]
    public async Task What_go_never_sends_is_refused(string head)
    {
        await using var bed = await RelayBed.StartAsync();

        (await RawClient.SendAsync(bed.Address, head, "x")).Should().MatchRegex("^HTTP/1.1 (400|421) ");

        bed.Edge.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_HEAD_is_served()
    {
        await using var bed = await RelayBed.StartAsync();

        (await StatusAsync(bed, request => request.Method = HttpMethod.Head)).Should().Be(200);
    }

    [Theory]
    [InlineData(Mod)]
    [InlineData("/")]
    [InlineData("/0123456789abcdef0123456789abcdef01234568" + Mod)]
    [InlineData("/0123456789ABCDEF0123456789ABCDEF01234567" + Mod)]
    [InlineData("/" + Secret + "x" + Mod)]
    [InlineData("/x/" + Secret + Mod)]
    public async Task Without_the_secret_nothing_is_served_and_go_does_not_walk_on(string path)
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        await bed.RelayAsync(plan => plan with { Secret = Secret }, TimeProvider.System);

        using var answer = await bed.Client.GetAsync(path, Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync(Cancellation)).Should().Contain("the relay's secret is missing").And.NotContain(Secret);
        bed.Edge.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("/" + Secret + Mod, Mod)]
    [InlineData("/" + Secret + "/", "/")]
    [InlineData("/" + Secret, "/")]
    public async Task The_secret_is_for_the_relay_and_not_for_the_edge(string path, string target)
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        await bed.RelayAsync(plan => plan with { Secret = Secret }, TimeProvider.System);

        await bed.Client.GetStringAsync(path, Cancellation);

        bed.Edge.Asked.Should().ContainSingle().Which.Target.Should().Be(target);
    }

    private static async Task<int> StatusAsync(RelayBed bed, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Mod);
        change(request);
        using var answer = await bed.Client.SendAsync(request, Cancellation);
        return (int)answer.StatusCode;
    }
}
