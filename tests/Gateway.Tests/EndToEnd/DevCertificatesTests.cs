using Gateway.Lab;
using Gateway.Settings;
using Gateway.Tests.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.EndToEnd;

public sealed class DevCertificatesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_script_makes_is_what_the_gateway_takes_and_running_it_again_renews_it()
    {
        using var folder = new TemporaryFolder();
        await MakeAsync(folder.Path);
        await using var gateway = await LabGateway.StartAsync(new LabSettings()
            .Cluster("origin", null, new Uri("http://127.0.0.1:1/")).Route("*", "origin")
            .Set("Listeners:Edge:Url", "https://127.0.0.1:0").Set("Listeners:Edge:Clients", "Certificate")
            .Set("Listeners:Edge:Certificate", folder["server.pem"]).Set("Listeners:Edge:Key", folder["server.key"])
            .Set("ClientCertificates:Authorities", folder["client-ca.pem"]).Set("ClientCertificates:Revocations", folder["client-ca.crl"]));

        var before = await File.ReadAllTextAsync(folder["server.pem"], Cancellation);
        (await CurlAsync("developer")).Should().StartWith("This is a gateway for Go modules.");
        await MakeAsync(folder.Path);
        (await gateway.App.Services.GetRequiredService<SettingsReloader>().ReloadAsync(Cancellation)).Should().BeTrue();
        (await CurlAsync("ci")).Should().StartWith("This is a gateway for Go modules.");
        (await File.ReadAllTextAsync(folder["server.pem"], Cancellation)).Should().NotBe(before);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder["server.key"]).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        async Task<string> CurlAsync(string client) => (await Execution.RunAsync(
            "/usr/bin/curl",
            ["--silent", "--show-error", "--noproxy", "*", "--cacert", folder["server-ca.pem"], "--cert", folder[$"{client}.pem"], "--key", folder[$"{client}.key"],
                $"https://localhost:{gateway.AddressOf("Edge").Port}/"],
            folder.Path, new Dictionary<string, string>(), Cancellation)).Succeeded().Text;
    }

    private static async Task MakeAsync(string folder) => (await Execution.RunAsync(
        "/bin/bash", [Path.Combine(Repository.Root, "certs/make-dev-certs.sh"), folder], folder, new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }, Cancellation)).Succeeded();
}
