using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;
using Gateway.Tests.Documents;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>Two gateway processes that share a real Redis, behind a real HAProxy with the configuration that is shipped.</summary>
internal sealed partial class BalancedReplicas : IAsyncDisposable
{
    /// <summary>As they stand in <c>haproxy.cfg</c>.</summary>
    public static readonly IReadOnlyList<string> Names = ["gateway", "gateway-2"];

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, GatewayProcess> _gateways = [];
    private readonly Dictionary<string, (int Module, int Ops)> _ports = Names.ToDictionary(name => name, _ => (LoopbackPort.Free(), LoopbackPort.Free()));
    private RedisServer? _redis;
    private Process? _haproxy;

    /// <summary>Where clients ask.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{LoopbackPort.Free()}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<BalancedReplicas> StartAsync(Origin origin)
    {
        var replicas = new BalancedReplicas();
        try
        {
            await replicas.RunAsync(origin);
            return replicas;
        }
        catch
        {
            await replicas.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends one as an upgrade does, and starts it again where it was.</summary>
    public async Task RestartAsync(string name)
    {
        await StopAsync(name);
        await StartAsync(name);
        await UpAsync();
    }

    /// <summary>Tells one to stop and waits for its end.</summary>
    public async Task StopAsync(string name)
    {
        await TellToStopAsync(name);
        await EndsAsync(name);
    }

    /// <summary>Waits for the end of one that was told to stop.</summary>
    public async Task EndsAsync(string name)
    {
        (await _gateways[name].EndsAsync(TimeSpan.FromMinutes(2), Cancellation)).Should().Be(0);
        await _gateways[name].DisposeAsync();
        _gateways.Remove(name);
    }

    public Task TellToStopAsync(string name) => _gateways[name].SignalAsync("TERM", Cancellation);

    /// <summary>The records of requests of both.</summary>
    public IReadOnlyList<JsonElement> Audited() =>
        [.. Names.SelectMany(name => File.ReadLines(_folder[$"{name}.jsonl"])).Select(line => JsonDocument.Parse(line).RootElement).Where(record => record.GetProperty("type").GetString() == "request")];

    public async ValueTask DisposeAsync()
    {
        if (_haproxy is not null)
        {
            _haproxy.Kill();
            await _haproxy.WaitForExitAsync();
            _haproxy.Dispose();
        }

        foreach (var gateway in _gateways.Values)
        {
            await gateway.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task RunAsync(Origin origin)
    {
        _redis = await RedisServer.StartAsync(Cancellation);
        await File.WriteAllTextAsync(
            _folder["appsettings.json"],
            new LabSettings().AsShipped().Cluster(origin).Route("*", origin.Name)
                .Set("Listeners:Plain:ProxyProtocol", "Required").Set("Listeners:Ops:Url", "http://127.0.0.1:0").Set("TrustedProxies", new System.Text.Json.Nodes.JsonArray("127.0.0.1/32"))
                .Set("Gateway:DrainDelay", "00:00:03").Set("Gateway:DrainTimeout", "00:01:00").Set("Caching:Redis:Connection", _redis.Address).ToString(),
            Cancellation);
        await Task.WhenAll(Names.Select(StartAsync));
        await File.WriteAllTextAsync(_folder["haproxy.cfg"], Configuration(), Cancellation);
        _haproxy = Process.Start(Execution.Start("/usr/sbin/haproxy", ["-db", "-f", _folder["haproxy.cfg"]], _folder.Path, new Dictionary<string, string>()))!;
        await UpAsync();
    }

    private async Task StartAsync(string name)
    {
        var gateway = await GatewayProcess.StartAsync(
            Cancellation,
            $"--settings={_folder.Path}",
            $"--Gateway:Instance={name}",
            $"--Auditing:File={_folder[$"{name}.jsonl"]}",
            $"--Listeners:Plain:Url=http://127.0.0.1:{_ports[name].Module}",
            $"--Listeners:Ops:Url=http://127.0.0.1:{_ports[name].Ops}");
        lock (_gateways)
        {
            _gateways[name] = gateway;
        }
    }

    /// <summary>The shipped file, with the addresses of this machine in place of the containers', and a socket to ask it at.</summary>
    private string Configuration()
    {
        var shipped = Repository.Read("deploy/compose/haproxy.cfg").Split("listen edge")[0];
        var here = Server().Replace(shipped, match => $"server {match.Groups[1].Value} 127.0.0.1:{_ports[match.Groups[1].Value].Module} port {_ports[match.Groups[1].Value].Ops}");
        return here.Replace("bind :8088", $"bind {Address.Authority}", StringComparison.Ordinal).Replace("maxconn 20000", $"maxconn 1000\n    stats socket {_folder["socket"]}", StringComparison.Ordinal);
    }

    /// <summary>Waits until the balancer gives connections to both.</summary>
    private Task UpAsync() => Eventually.TrueAsync(
        async () =>
        {
            if (_haproxy!.HasExited)
            {
                throw new InvalidOperationException($"haproxy does not start:\n{await _haproxy.StandardError.ReadToEndAsync(Cancellation)}");
            }

            return File.Exists(_folder["socket"]) && UpLine().Count(await StatisticsAsync()) == Names.Count;
        },
        "the balancer sees both gateways",
        Cancellation);

    private async Task<string> StatisticsAsync()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_folder["socket"]), Cancellation);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("show stat\n"u8.ToArray(), Cancellation);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(Cancellation);
    }

    [GeneratedRegex(@"server (\S+) \S+:8081")]
    private static partial Regex Server();

    /// <summary>A server's line, whose 18th field is its state.</summary>
    [GeneratedRegex("^plain,gateway(-2)?,([^,]*,){15}UP,", RegexOptions.Multiline)]
    private static partial Regex UpLine();
}
