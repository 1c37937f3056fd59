using System.Security.Cryptography.X509Certificates;
using Gateway.Bench.Peers;
using Gateway.Bench.Results;
using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Tests.EndToEnd;

namespace Gateway.Bench.Handshakes;

/// <summary>Whole handshakes with client certificates a second, of the gateway and of nginx with the same keys and authorities.</summary>
internal static class HandshakeTables
{
    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        using var authority = new LabAuthority();
        using var server = authority.IssueServer();
        using var client = authority.IssueClient("build.corp.example");
        await File.WriteAllTextAsync(folder["ca.pem"], authority.Pem, cancellation);
        await WriteAsync(folder, "server", server, cancellation);
        await WriteAsync(folder, "client", client, cancellation);
        await using var origin = await SlowOrigin.StartAsync(_ => [], TimeSpan.Zero);
        await using var nginx = new TlsNginx(folder["server.pem"], folder["server.key"], folder["ca.pem"]);
        await using var gateway = await LabGateway.StartAsync(GatewayBefore.Settings(origin.Address)
            .Set("Listeners:Edge:Url", "https://127.0.0.1:0").Set("Listeners:Edge:Clients", "Certificate")
            .Set("Listeners:Edge:Certificate", folder["server.pem"]).Set("Listeners:Edge:Key", folder["server.key"])
            .Set("ClientCertificates:Authorities", folder["ca.pem"]));
        var table = new MarkdownTable("whole handshakes a second, P-256 on both sides", "gateway", "nginx", "gateway / nginx");
        foreach (var (version, name) in new[] { ("-tls1_3", "TLS 1.3"), ("-tls1_2", "TLS 1.2") })
        {
            Task<double> RunAsync(int port) => HandshakeClients.RunAsync(port, version, folder["client.pem"], folder["client.key"], cancellation);
            var (ours, theirs) = (new Rounds(), new Rounds());
            await RunAsync(gateway.AddressOf("Edge").Port);
            await RunAsync(nginx.Port);
            for (var round = 0; round < Rounds.Count; round++)
            {
                ours.Add(await RunAsync(gateway.AddressOf("Edge").Port));
                theirs.Add(await RunAsync(nginx.Port));
            }

            table.Add(name, ours.ToString("0"), theirs.ToString("0"), ours.Over(theirs).ToString("0.00"));
        }

        return table;
    }

    private static async Task WriteAsync(TemporaryFolder folder, string name, X509Certificate2 certificate, CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(folder[$"{name}.pem"], certificate.ExportCertificatePem(), cancellation);
        await File.WriteAllTextAsync(folder[$"{name}.key"], certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), cancellation);
    }
}
