using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Tests.Commands;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Documents;

public class SecurityPageTests
{
    [Fact]
    public async Task The_hardened_deployment_is_one_that_starts()
    {
        using var folder = new TemporaryFolder();
        using var authority = new LabAuthority();
        await WriteAsync(folder, authority);
        var page = Repository.Read("docs/security.md");
        var block = page.Split("```jsonc")[1].Split("```")[0].Replace("certs/", $"{folder.Path}/", StringComparison.Ordinal).Replace("/var/log/gateway", folder.Path, StringComparison.Ordinal);
        var settings = new LabSettings().Cluster("nexus", new { Trust = "Internal" }, new Uri("https://nexus.corp.example/")).Private("corp.example").Route("*", "nexus");
        foreach (var (section, value) in JsonNode.Parse(block, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!.AsObject())
        {
            settings.Json[section] = value!.DeepClone();
        }

        await settings.WriteAsync(new DirectoryInfo(folder.Path));
        var checking = await Typed.RunAsync("check", $"--settings={folder.Path}");

        checking.Error.Should().BeEmpty();
        checking.Text.Should().Contain("CertificateOrToken").And.EndWith("Nothing stands out.\n");
    }

    private static async Task WriteAsync(TemporaryFolder folder, LabAuthority authority)
    {
        using var server = authority.IssueServer(["localhost"]);
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Directory.CreateDirectory(folder["crl"]);
        await File.WriteAllBytesAsync(folder["crl", "clients.crl"], authority.Revoke());
        await File.WriteAllBytesAsync(folder["redis.key"], RandomNumberGenerator.GetBytes(32));
        await File.WriteAllBytesAsync(folder["audit.salt"], RandomNumberGenerator.GetBytes(32));
        foreach (var (file, text) in new[]
        {
            ("server.pem", server.ExportCertificatePem()), ("server.key", server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
            ("client-ca.pem", authority.Pem), ("internal-ca.pem", authority.Pem), ("redis.password", "secret"), ("audit-signing.pem", signing.ExportECPrivateKeyPem()),
        })
        {
            await SecretFile.WriteAsync(folder[file], text);
        }
    }
}
