using System.Text.Json.Nodes;
using Gateway.Tests.Access;

namespace Gateway.Tests.Edge;

/// <summary>The route of these gateways takes requests from 203.0.113.0/24 and 2001:db8::/32 alone: 200 tells that the client's address was found.</summary>
public sealed class ForwardedAddressTests
{
    [Theory]
    [InlineData(200, "203.0.113.7")]
    [InlineData(200, "203.0.113.7:50000")]
    [InlineData(200, "2001:db8::7")]
    [InlineData(200, "[2001:db8::7]:50000")]
    [InlineData(200, "::ffff:203.0.113.7")]
    [InlineData(200, "198.51.100.1, 203.0.113.7")]
    [InlineData(200, "198.51.100.1", "203.0.113.7")]
    [InlineData(200, "203.0.113.7, 10.1.2.3, 127.0.0.1")]
    [InlineData(404, "203.0.113.7, 198.51.100.1")]
    [InlineData(404, "203.0.113.7, 198.51.100.1, 10.1.2.3")]
    [InlineData(404, "10.1.2.3")]
    [InlineData(400, "unknown")]
    [InlineData(400, "203.0.113.7, 10.1.2")]
    [InlineData(400, "203.0.113.7, secret:1:2")]
    [InlineData(200, "not looked at, 203.0.113.7, 10.1.2.3")]
    [InlineData(404)]
    [InlineData(404, "")]
    public async Task The_last_hop_that_is_no_trusted_proxy_is_the_client(int status, params string[] headers)
    {
        await using var bed = await StartAsync("127.0.0.1/32", "10.0.0.0/8");

        (await AskAsync(bed, headers)).Should().Be(status);
    }

    [Fact]
    public async Task The_requests_of_one_connection_are_each_others_clients_and_not_mixed_up()
    {
        await using var bed = await StartAsync("127.0.0.1/32");

        (await AskAsync(bed, "203.0.113.7")).Should().Be(200);
        (await AskAsync(bed)).Should().Be(404);
        (await AskAsync(bed, "203.0.113.7")).Should().Be(200);
    }

    [Fact]
    public async Task A_strangers_word_is_not_believed()
    {
        await using var bed = await StartAsync("10.0.0.0/8");

        (await AskAsync(bed, "203.0.113.7")).Should().Be(404);
    }

    [Fact]
    public async Task Nobodys_word_is_believed_where_nobody_is_trusted()
    {
        await using var bed = await StartAsync();

        (await AskAsync(bed, "203.0.113.7")).Should().Be(404);
    }

    [Fact]
    public async Task The_welcome_page_shows_the_scheme_that_a_trusted_proxy_tells()
    {
        await using var bed = await StartAsync("127.0.0.1/32");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Host = "go.corp.example";

        using var response = await bed.Gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("GOPROXY=https://go.corp.example\n");
    }

    private static Task<CertificateBed> StartAsync(params string[] trusted) => new CertificateBed().StartAsync(
        settings => settings.Set("TrustedProxies", new JsonArray([.. trusted])), "Anonymous", new { Networks = new[] { "203.0.113.0/24", "2001:db8::/32" } });

    private static async Task<int> AskAsync(CertificateBed bed, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, CertificateBed.Mod);
        foreach (var header in headers)
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", header);
        }

        using var response = await bed.Gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
