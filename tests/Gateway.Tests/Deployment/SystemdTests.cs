using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Systemd;
using Gateway.Tests.Documents;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>What systemd hears of the gateway, on a socket like its own, and whether it takes the unit.</summary>
public sealed partial class SystemdTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_says_that_it_is_ready_that_it_lives_and_that_it_stops_and_reloads_in_between()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        await File.WriteAllTextAsync(_folder["appsettings.json"], Settings(origin), Cancellation);
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));
        var variables = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = _folder["notify"], ["WATCHDOG_USEC"] = "400000" };
        await using var gateway = await GatewayProcess.StartAsync(variables, Cancellation, $"--settings={_folder.Path}");

        (await HearAsync(systemd)).Should().Be("READY=1");
        using (var client = new HttpClient())
        {
            (await client.GetStringAsync(new Uri(gateway.Ops, "health/ready"), Cancellation)).Should().Be("ready\n");
        }

        (await HearAsync(systemd)).Should().Be("WATCHDOG=1");
        (await HearAsync(systemd)).Should().Be("WATCHDOG=1");
        await gateway.SignalAsync("HUP", Cancellation);
        await gateway.LogsAsync(Reloaded(), Cancellation);
        await gateway.SignalAsync("TERM", Cancellation);
        (await HearUntilAsync(systemd, "STOPPING=1")).Where(word => word != "WATCHDOG=1").Should().BeEmpty();

        (await gateway.EndsAsync(TimeSpan.FromSeconds(30), Cancellation)).Should().Be(0);
    }

    [Fact]
    public async Task A_systemd_that_does_not_listen_ends_nothing()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        await File.WriteAllTextAsync(_folder["appsettings.json"], Settings(origin), Cancellation);
        var variables = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = _folder["nobody"], ["WATCHDOG_USEC"] = "20000" };
        await using var gateway = await GatewayProcess.StartAsync(variables, Cancellation, $"--settings={_folder.Path}");
        using var client = new HttpClient();

        // In vain each time; ten signs of life later it still serves.
        for (var request = 0; request < 10; request++)
        {
            await gateway.SignalAsync("HUP", Cancellation);
            await gateway.LogsAsync(Reloaded(), Cancellation, request + 1);
            (await client.GetAsync($"{gateway.GoProxy}/example.org/hello/@v/v1.1.0.mod", Cancellation)).IsSuccessStatusCode.Should().BeTrue();
        }

        await gateway.SignalAsync("TERM", Cancellation);
        (await gateway.EndsAsync(TimeSpan.FromSeconds(30), Cancellation)).Should().Be(0);
    }

    [Fact]
    public async Task Systemd_takes_the_unit_and_finds_little_exposed()
    {
        // The same unit with a program that is there.
        var unit = _folder["gateway.service"];
        await File.WriteAllTextAsync(unit, Repository.Read("deploy/systemd/gateway.service").Replace("/opt/gateway/gateway", "/bin/true", StringComparison.Ordinal), Cancellation);

        var verified = await AnalyzeAsync("verify", unit);
        var security = await AnalyzeAsync("security", "--offline=true", "--no-pager", unit);

        verified.Succeeded().Error.Should().BeEmpty();
        var exposure = double.Parse(Exposure().Match(security.Succeeded().Text).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        exposure.Should().BeLessThan(2.5, "0 is nothing and 10 everything; what is left is the network, which it is there for");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    [InlineData("30000000", 15_000)]
    [InlineData("1", 1)]
    public void A_sign_of_life_is_given_twice_in_the_time_that_systemd_waits_for_one(string? microseconds, int? milliseconds) =>
        new WatchdogTime(microseconds).Period.Should().Be(milliseconds is { } wanted ? TimeSpan.FromMilliseconds(wanted) : null);

    private static string Settings(Origin origin) =>
        new LabSettings().WithProbes().Cluster(origin).Route("*", "origin").Set("Listeners:Ops:Url", "http://127.0.0.1:0").ToString();

    private static async Task<string> HearAsync(Socket systemd)
    {
        var buffer = new byte[256];
        return Encoding.UTF8.GetString(buffer, 0, await systemd.ReceiveAsync(buffer, Cancellation)).Trim();
    }

    private static async Task<IReadOnlyList<string>> HearUntilAsync(Socket systemd, string last)
    {
        var before = new List<string>();
        for (var word = await HearAsync(systemd); word != last; word = await HearAsync(systemd))
        {
            before.Add(word);
        }

        return before;
    }

    private static Task<Output> AnalyzeAsync(params string[] arguments) =>
        Execution.RunAsync("/usr/bin/systemd-analyze", arguments, "/", new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }, Cancellation);

    [GeneratedRegex(@"\[1101\]")]
    private static partial Regex Reloaded();

    [GeneratedRegex(@"Overall exposure level for \S+: ([\d.]+)")]
    private static partial Regex Exposure();
}
