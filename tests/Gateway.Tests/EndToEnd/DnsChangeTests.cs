using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Discovery;

namespace Gateway.Tests.EndToEnd;

/// <summary>A gateway process whose system resolver is told other addresses for a name.</summary>
public sealed partial class DnsChangeTests
{
    private const string Name = "athens.gateway-test";
    private const string Mod = "/example.org/hello/@v/v1.1.0.mod";

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_that_leads_elsewhere_is_followed_and_one_that_cannot_be_told_keeps_its_addresses()
    {
        var port = LoopbackPort.Free();
        await using var first = await StartAsync("127.0.0.2", port);
        await using var second = await StartAsync("127.0.0.3", port);
        await using var names = new DnsServer(Name);
        names.Set("127.0.0.2");
        using var folder = new TemporaryFolder();
        await using var gateway = await StartAsync(folder, names, port);
        await gateway.LogsAsync(Names("127.0.0.2", port), Patience);
        (await GetAsync(gateway)).Should().Be(200);
        first.Requests.Should().ContainSingle().Which.Host.Should().Be($"{Name}:{port}");

        names.Set("127.0.0.3");
        await gateway.LogsAsync(Names("127.0.0.3", port), Patience);
        await first.StopAsync();
        (await GetAsync(gateway)).Should().Be(200);
        second.Requests.Should().ContainSingle();

        names.IsFailing = true;
        await gateway.LogsAsync(Away(), Patience);
        (await GetAsync(gateway)).Should().Be(200);
        names.IsFailing = false;
        names.Set("127.0.0.3", "127.0.0.2");
        await gateway.LogsAsync(Both(), Patience);
        second.Requests.Should().HaveCount(2);
    }

    private static Task<Origin> StartAsync(string address, int port) => Origin.StartAsync(
        OriginOptions.AthensLike(LabModules.Public()) with { Name = $"athens at {address}", Host = System.Net.IPAddress.Parse(address), Port = port });

    private static async Task<GatewayProcess> StartAsync(TemporaryFolder folder, DnsServer names, int port)
    {
        var settings = new LabSettings().WithoutCache().Set("Listeners:Ops:Url", "http://127.0.0.1:0").Route("*", "athens")
            .Cluster("athens", new { Kind = "Athens", Discovery = new { Source = "Dns", Interval = "00:00:01" } }, new Uri($"http://{Name}:{port}/"));
        await File.WriteAllTextAsync(folder["appsettings.json"], settings.ToString(), Patience);
        await File.WriteAllTextAsync(folder["resolv.conf"], $"nameserver {names.Address}\n", Patience);
        return await GatewayProcess.StartResolvingAsync(folder["resolv.conf"], Patience, $"--settings={folder.Path}");
    }

    private static async Task<int> GetAsync(GatewayProcess gateway)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(gateway.GoProxy + Mod, Patience);
        return (int)response.StatusCode;
    }

    private static Regex Names(string address, int port) => new($@"\[4101\].* d1\[{Regex.Escape(address)}\] \(http://{Regex.Escape(address)}:{port}/\)$");

    [GeneratedRegex(@"\[4102\]")]
    private static partial Regex Away();

    [GeneratedRegex(@"\[4101\].*127\.0\.0\.2.*127\.0\.0\.3|\[4101\].*127\.0\.0\.3.*127\.0\.0\.2")]
    private static partial Regex Both();
}
