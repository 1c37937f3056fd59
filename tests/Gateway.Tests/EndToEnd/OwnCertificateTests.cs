using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gateway.Lab;
using Gateway.Lab.Certificates;

namespace Gateway.Tests.EndToEnd;

/// <summary>Our own certificate for a cluster, shown to a real nginx that asks for one.</summary>
public sealed class OwnCertificateTests : IDisposable
{
    private readonly LabAuthority _servers = new();
    private readonly LabAuthority _clients = new("Lab clients");
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _servers.Dispose();
        _clients.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nginx_sees_the_certificate_and_the_one_that_replaces_it()
    {
        Put("server", _servers.IssueServer());
        Put("own", _clients.IssueClient("first.gateway.example"));
        File.WriteAllText(_folder["servers.pem"], _servers.Pem);
        File.WriteAllText(_folder["clients.pem"], _clients.Pem);
        var port = LoopbackPort.Free();
        await using var nginx = await Nginx.StartAsync(Directory.CreateDirectory(_folder["files"]).FullName, $$"""
            listen 127.0.0.1:{{port}} ssl;
            ssl_certificate {{_folder["server.pem"]}};
            ssl_certificate_key {{_folder["server.key"]}};
            ssl_client_certificate {{_folder["clients.pem"]}};
            ssl_verify_client on;
            location ~ /@v/.*\.mod$ { return 200 "module example.org/$ssl_client_fingerprint\n"; }
            """, Cancellation);
        var settings = new LabSettings()
            .Cluster("nginx", new { Authorities = _folder["servers.pem"], Certificate = _folder["own.pem"], Key = _folder["own.key"] }, new Uri($"https://127.0.0.1:{port}/"))
            .Cluster("bare", new { Authorities = _folder["servers.pem"] }, new Uri($"https://127.0.0.1:{port}/"))
            .Route("example.org/bare", "bare").Route("*", "nginx").WithoutCache();
        await using var gateway = await LabGateway.StartAsync(settings);

        (await gateway.Client.GetStringAsync("/example.org/a/@v/v1.0.0.mod", Cancellation)).Should().Contain(FingerprintOf("own.pem"));
        using var refused = await gateway.Client.GetAsync("/example.org/bare/@v/v1.0.0.mod", Cancellation);
        refused.StatusCode.Should().Be(HttpStatusCode.BadGateway);

        Put("own", _clients.IssueClient("second.gateway.example"));
        (await gateway.ReloadAsync(settings.ToString())).Should().BeTrue();
        (await gateway.Client.GetStringAsync("/example.org/b/@v/v1.0.0.mod", Cancellation)).Should().Contain(FingerprintOf("own.pem"));

        File.WriteAllText(_folder["own.key"], "no key");
        (await gateway.ReloadAsync(settings.ToString())).Should().BeFalse("the old one stays");
        (await gateway.Client.GetStringAsync("/example.org/c/@v/v1.0.0.mod", Cancellation)).Should().Contain(FingerprintOf("own.pem"));
    }

    private string FingerprintOf(string file)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(_folder[file]);
        return Convert.ToHexStringLower(certificate.GetCertHash());
    }

    private void Put(string name, X509Certificate2 certificate)
    {
        File.WriteAllText(_folder[$"{name}.pem"], certificate.ExportCertificatePem());
        File.WriteAllText(_folder[$"{name}.key"], certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }
}
