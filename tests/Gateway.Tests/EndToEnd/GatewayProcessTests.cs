using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.EndToEnd;

/// <summary>What an operator sees of the process: exit codes, signals, its log, and the settings it ships with.</summary>
public sealed partial class GatewayProcessTests : IDisposable
{
    private const string Listening = "http://127.0.0.1:0";

    // "At once" on a machine that is busy with something else.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string SettingsArgument => $"--settings={_folder.Path}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Wrong_settings_end_the_start_with_2_and_every_fault_in_a_sentence()
    {
        Write(Settings(new Uri("http://127.0.0.1:1/"))
            .Set("Failover:MaxAttempt", 3)
            .Set("Failover:IdleTimeout", "never")
            .Route("*", "golnag"));

        var output = await GatewayProcess.RunAsync(Cancellation, SettingsArgument);

        output.ExitCode.Should().Be(2);
        output.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().SatisfyRespectively(
            line => line.Should().Be("gateway: Failover:MaxAttempt is no setting. Did you mean MaxAttempts?"),
            line => line.Should().StartWith("gateway: Failover:IdleTimeout is \"never\""),
            line => line.Should().StartWith("gateway: Modules:Routes:1:Clusters has \"golnag\"").And.EndWith("Did you mean golang?"));
        output.Text.Should().BeEmpty();
    }

    [Fact]
    public async Task A_settings_folder_without_settings_ends_the_start_with_2()
    {
        var output = await GatewayProcess.RunAsync(Cancellation, SettingsArgument);

        output.ExitCode.Should().Be(2);
        output.Error.Should().Be($"gateway: {_folder["appsettings.json"]} is missing.\n");
    }

    [Fact]
    public async Task An_unknown_argument_ends_the_start_with_2()
    {
        var output = await GatewayProcess.RunAsync(Cancellation, "--port=1");

        output.ExitCode.Should().Be(2);
        output.Error.Should().StartWith("gateway: --port=1 is no argument.").And.MatchRegex("^[^\n]*\n$");
    }

    [Fact]
    public async Task It_leaves_nothing_in_the_home_of_whoever_runs_it()
    {
        var home = Directory.CreateDirectory(_folder["home"]).FullName;
        Write(Settings(new Uri("http://127.0.0.1:1/")));

        await using var gateway = await GatewayProcess.StartAsync(new Dictionary<string, string> { ["HOME"] = home }, Cancellation, SettingsArgument);
        await gateway.SignalAsync("TERM", Cancellation);

        (await gateway.EndsAsync(Soon, Cancellation)).Should().Be(0);
        Directory.GetFileSystemEntries(home).Should().BeEmpty();
    }

    [Fact]
    public async Task A_port_in_use_ends_the_start_with_2_and_one_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        Write(Settings(new Uri("http://127.0.0.1:1/")).Set("Listeners:Plain:Url", $"http://{taken.LocalEndpoint}"));

        var output = await GatewayProcess.RunAsync(Cancellation, SettingsArgument);

        output.ExitCode.Should().Be(2);
        output.Error.Should().Contain($"{taken.LocalEndpoint}").And.StartWith("gateway: ").And.MatchRegex("^[^\n]*\n$");
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_with_0_also_while_clients_keep_their_connections(string signal)
    {
        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        Write(Settings(origin.Address));
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, SettingsArgument);
        using var client = new HttpClient();
        await client.GetStringAsync($"{gateway.GoProxy}/example.org/hello/@v/list", Cancellation);

        await gateway.SignalAsync(signal, Cancellation);

        (await gateway.EndsAsync(Soon, Cancellation)).Should().Be(0);
        (await gateway.Error).Should().BeEmpty();
    }

    [Fact]
    public async Task A_request_under_way_is_answered_before_the_end()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        Write(Settings(origin.Address));
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, SettingsArgument);
        using var client = new HttpClient();
        origin.Fault = Fault.Silence;
        var asking = client.GetStringAsync($"{gateway.GoProxy}/example.org/hello/@v/v1.0.0.info", Cancellation);
        await origin.HoldsAsync(1, Cancellation);

        await gateway.SignalAsync("TERM", Cancellation);
        await GoneAsync(new Uri(gateway.GoProxy));
        origin.Heal();

        (await asking).Should().Contain("v1.0.0");
        (await gateway.EndsAsync(Soon, Cancellation)).Should().Be(0);
    }

    [Fact]
    public async Task A_hang_up_reads_the_settings_again()
    {
        await using var old = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        await using var other = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        Write(Settings(old.Address));
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, SettingsArgument);
        using var client = new HttpClient();

        Write(Settings(other.Address));
        await gateway.SignalAsync("HUP", Cancellation);
        await gateway.LogsAsync(Reloaded(), Cancellation);

        await client.GetStringAsync($"{gateway.GoProxy}/example.org/hello/@v/list", Cancellation);
        other.Requests.Should().ContainSingle();
        old.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_changed_file_is_noticed_and_a_broken_one_changes_nothing()
    {
        await using var old = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        await using var other = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        Write(Settings(old.Address));
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, SettingsArgument);
        using var client = new HttpClient();

        Write(Settings(other.Address));
        await gateway.LogsAsync(Reloaded(), Cancellation);
        File.WriteAllText(_folder["appsettings.json"], "{ \"Modules\": ");
        await gateway.LogsAsync(Kept(), Cancellation);
        await client.GetStringAsync($"{gateway.GoProxy}/example.org/hello/@v/v1.0.0.info", Cancellation);
        File.Delete(_folder["appsettings.json"]);
        await gateway.LogsAsync(Kept(), Cancellation, count: 2);
        await client.GetStringAsync($"{gateway.GoProxy}/example.org/hello/@v/v1.1.0.info", Cancellation);

        other.Requests.Should().HaveCount(2);
        old.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_changed_password_file_is_noticed()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.NexusLike(LabModules.Public()));
        File.WriteAllText(_folder["password"], "old\n");
        Write(new LabSettings().WithoutCache()
            .Cluster("nexus", new { Username = "edge", PasswordFile = _folder["password"] }, origin.Address)
            .Route("*", "nexus")
            .Set("Listeners:Ops:Url", Listening));
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, SettingsArgument);
        using var client = new HttpClient();
        var refused = await client.GetAsync($"{gateway.GoProxy}/example.org/hello/@v/list", Cancellation);
        refused.StatusCode.Should().Be(HttpStatusCode.BadGateway);

        File.WriteAllText(_folder["password"], "edge-password\n");
        await gateway.LogsAsync(Reloaded(), Cancellation);

        (await client.GetStringAsync($"{gateway.GoProxy}/example.org/hello/@v/list", Cancellation)).Should().Contain("v1.0.0");
    }

    [Fact]
    public async Task The_shipped_settings_start_without_network_and_say_what_cannot_be_reached()
    {
        // Free ports and names that no resolver knows (RFC 6761), so that it is the same on machines with a network.
        await using var gateway = await GatewayProcess.StartAsync(
            Cancellation,
            $"--Listeners:Plain:Url={Listening}",
            $"--Listeners:Ops:Url={Listening}",
            "--ReverseProxy:Clusters:golang:Destinations:a:Address=https://proxy.golang.invalid/",
            "--ReverseProxy:Clusters:sumdb:Destinations:a:Address=https://sum.golang.invalid/");
        using var client = new HttpClient();

        var page = await client.GetStringAsync(gateway.GoProxy, Cancellation);
        var health = await client.GetAsync(new Uri(gateway.Ops, "/health/ready"), Cancellation);
        var module = await client.GetAsync($"{gateway.GoProxy}/example.org/hello/@v/list", Cancellation);
        var database = await client.GetAsync($"{gateway.GoProxy}/sumdb/sum.golang.org/supported", Cancellation);

        page.Should().Contain($"GOPROXY={gateway.GoProxy}");
        health.StatusCode.Should().Be(HttpStatusCode.OK);
        module.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        database.StatusCode.Should().Be(HttpStatusCode.OK);
        var first = await gateway.LogsAsync(Unreachable(), Cancellation);
        var second = await gateway.LogsAsync(Unreachable(), Cancellation, count: 2);
        new[] { first, second }.Select(line => line.Groups[1].Value).Should().BeEquivalentTo("golang", "sumdb");
    }

    /// <summary>Comes back when nobody listens there any more.</summary>
    private static async Task GoneAsync(Uri address)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (true)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(address.Host, address.Port, Cancellation);
            }
            catch (SocketException)
            {
                return;
            }

            await pause.WaitForNextTickAsync(Cancellation);
        }
    }

    private static LabSettings Settings(Uri origin) => new LabSettings().WithoutCache()
        .Cluster("golang", null, origin)
        .Route("*", "golang")
        .Set("Listeners:Ops:Url", Listening);

    private void Write(LabSettings settings) => File.WriteAllText(_folder["appsettings.json"], settings.ToString());

    [GeneratedRegex(@"\[1101\]")]
    private static partial Regex Reloaded();

    [GeneratedRegex(@"\[1102\]")]
    private static partial Regex Kept();

    [GeneratedRegex(@"\[4001\] (\w+)/a: Unknown → Unhealthy")]
    private static partial Regex Unreachable();
}
