using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Gateway.Access.Tokens;
using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Tests.EndToEnd;

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

    [Theory]
    [InlineData("Anonymous", "go env -w GOPROXY=https://localhost:", "gateway relay")]
    [InlineData("Token", "go env -w GOAUTH='gateway goauth --for https://localhost:", "--certificate")]
    [InlineData("CertificateOrToken", "gateway relay --to https://localhost:", "GONOSUMDB=")]
    [InlineData("Certificate", "--certificate me.pem --key me.key", "GOAUTH")]
    [InlineData("CertificateAndToken", "--certificate me.pem --key me.key --token-file FILE", "GOAUTH")]
    public async Task It_says_how_to_get_in_as_the_listener_wants_it(string clients, string line, string otherwise)
    {
        using var authority = new LabAuthority();
        using var folder = new TemporaryFolder();
        using var server = authority.IssueServer(["localhost"]);
        await File.WriteAllTextAsync(folder["server.pem"], server.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["ca.pem"], authority.Pem, TestContext.Current.CancellationToken);
        await SecretFile.WriteAsync(folder["server.key"], server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var token = StaticToken.Create();
        var known = new StaticTokenLine { Id = StaticToken.IdOf(token), Name = "ann", Salt = new byte[16], Hash = StaticToken.Hash(token, new byte[16]) };
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster("nobody", null, new Uri("http://127.0.0.1:1/")).Route("*", "nobody")
            .Set("Listeners:Edge", new JsonObject
            {
                ["Url"] = "https://127.0.0.1:0",
                ["Certificate"] = folder["server.pem"],
                ["Key"] = folder["server.key"],
                ["Clients"] = clients,
                ["PathPrefixes"] = new JsonArray("/old/go/"),
            })
            .Set("ClientCertificates:Authorities", folder["ca.pem"]).Set("Access:Contact", "#go-help").Secret("Tokens:StaticFile", known + "\n"));
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null } });
        var address = $"https://localhost:{gateway.AddressOf("Edge").Port}";

        using var response = await client.GetAsync($"{address}/old/go/", TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        ((int)response.StatusCode).Should().Be(clients == "Anonymous" ? 200 : 401);
        text.Should().Contain(line).And.NotContain(otherwise).And.Contain($"{address}/old/go").And.Contain("go env GOPROXY GONOSUMDB").And.Contain("Ask #go-help.");
        text.Should().StartWith(clients == "Anonymous" ? "This is a gateway" : "unauthorized: this listener asks for ");
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
