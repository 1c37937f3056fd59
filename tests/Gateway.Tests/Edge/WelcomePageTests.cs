using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Gateway.Access.Tokens;
using Gateway.Lab;

namespace Gateway.Tests.Edge;

public class WelcomePageTests
{
    [Fact]
    public async Task What_is_private_is_told_to_this_machine_and_to_those_who_are_known()
    {
        var token = StaticToken.Create();
        var line = new StaticTokenLine { Id = StaticToken.IdOf(token), Name = "ann", Salt = new byte[16], Hash = StaticToken.Hash(token, new byte[16]) };
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster("nobody", null, new Uri("http://127.0.0.1:1/")).Route("*", "nobody").Private("corp.example")
            .Set("Listeners:Wide", new JsonObject { ["Url"] = "http://0.0.0.0:0" })
            .Secret("Tokens:StaticFile", line + "\n"));
        var wide = new UriBuilder(gateway.AddressOf("Wide")) { Host = "127.0.0.1" }.Uri;

        (await GetAsync(gateway, gateway.AddressOf("Plain"), null)).Should().Contain("GONOSUMDB=corp.example");
        (await GetAsync(gateway, wide, null)).Should().Contain("GOPROXY=").And.NotContain("corp.example");
        (await GetAsync(gateway, wide, token)).Should().Contain("GONOSUMDB=corp.example");
    }

    private static async Task<string> GetAsync(LabGateway gateway, Uri address, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.Headers.CacheControl!.Private.Should().BeTrue();
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
