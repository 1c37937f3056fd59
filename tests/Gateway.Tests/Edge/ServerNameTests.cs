using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Tests.Access;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Edge;

/// <summary>One listener with several certificates, by the host name that a client asks for.</summary>
public sealed class ServerNameTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("go.red.example", "red")]
    [InlineData("GO.RED.example", "red")]
    [InlineData("any.blue.example", "blue")]
    [InlineData("go.blue.example", "go.blue")]
    [InlineData("a.any.blue.example", "server")]
    [InlineData("blue.example", "server")]
    [InlineData("localhost", "server")]
    [InlineData("127.0.0.1", "server")]
    public async Task A_client_gets_the_certificate_of_the_name_it_asks_for_and_else_the_listeners(string host, string file)
    {
        await using var bed = new CertificateBed();
        await bed.StartAsync(settings => Named(bed, settings), "Anonymous");

        (await ShownAsync(bed, host)).Should().Be(Thumbprint(bed, file));
    }

    [Fact]
    public async Task A_new_file_is_in_force_at_once_and_a_wrong_one_leaves_the_old()
    {
        await using var bed = new CertificateBed();
        await bed.StartAsync(settings => Named(bed, settings), "Anonymous");
        var first = await ShownAsync(bed, "go.red.example");

        Put(bed, "red", "go.red.example");
        (await bed.ReloadAsync()).Should().BeTrue();
        var second = await ShownAsync(bed, "go.red.example");
        Put(bed, "red", "go.green.example");
        (await bed.ReloadAsync()).Should().BeFalse("it is for another name");

        second.Should().NotBe(first);
        (await ShownAsync(bed, "go.red.example")).Should().Be(second);
    }

    [Theory]
    [InlineData("""{ "go.red.example": { "Certificate": "a.pem" } }""", "Listeners:Edge:Certificates:go.red.example needs a Certificate and a Key.")]
    [InlineData("""{ "go.red.example": { "Certificate": "a.pem", "Key": "a.key" } }""", "Listeners:Edge:Certificates:go.red.example:Certificate, */a.pem, cannot be read*")]
    [InlineData("""{ "*": { "Certificate": "a.pem", "Key": "a.key" } }""", "Listeners:Edge:Certificates has \"*\"; a host name such as go.team.example or *.team.example is needed.")]
    [InlineData("""{ "10.0.0.1": { "Certificate": "a.pem", "Key": "a.key" } }""", "Listeners:Edge:Certificates has \"10.0.0.1\"; *")]
    public void A_wrong_setting_stops_the_start_in_words(string certificates, string fault)
    {
        using var folder = new SettingsFolder
        {
            ["appsettings.json"] = SettingsFolder.Least,
            ["appsettings.Site.json"] = $$"""{ "Listeners": { "Edge": { "Url": "https://127.0.0.1:8443", "Certificate": "b.pem", "Key": "b.key", "Certificates": {{certificates}} } } }""",
        };
        folder.Environment["DOTNET_ENVIRONMENT"] = "Site";

        folder.Faults().Should().ContainMatch(fault);
    }

    private static LabSettings Named(CertificateBed bed, LabSettings settings)
    {
        var names = new JsonObject();
        foreach (var (name, file) in new[] { ("go.red.example", "red"), ("*.blue.example", "blue"), ("go.blue.example", "go.blue") })
        {
            Put(bed, file, name);
            names[name] = new JsonObject { ["Certificate"] = bed.PathOf($"{file}.pem"), ["Key"] = bed.PathOf($"{file}.key") };
        }

        return settings.Set("Listeners:Edge:Certificates", names);
    }

    private static void Put(CertificateBed bed, string file, string name)
    {
        using var certificate = bed.Servers.IssueServer([name]);
        bed.Put($"{file}.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        bed.Put($"{file}.pem", certificate.ExportCertificatePem());
    }

    private static string Thumbprint(CertificateBed bed, string file) =>
        X509Certificate2.CreateFromPem(File.ReadAllText(bed.PathOf($"{file}.pem"))).GetCertHashString(HashAlgorithmName.SHA256);

    private static async Task<string> ShownAsync(CertificateBed bed, string host)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(bed.Edge.Host, bed.Edge.Port, Cancellation);
        // What is shown is what is looked at: the default is for none of these names.
        await using var tls = new SslStream(client.GetStream(), false, static (_, shown, _, _) => shown is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, Cancellation);
        return tls.RemoteCertificate!.GetCertHashString(HashAlgorithmName.SHA256);
    }
}
