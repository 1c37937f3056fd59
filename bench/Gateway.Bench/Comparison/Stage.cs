using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Gateway.Bench.Results;

namespace Gateway.Bench.Comparison;

/// <summary>All servers of the comparison with their configurations (bench/peers), files and certificates, in a folder in memory.</summary>
/// <remarks>Who is measured is on core 0; the origin, and whoever asks, on core 1.</remarks>
internal sealed class Stage : IAsyncDisposable
{
    private const string Load = "1";

    private static readonly string[] Ports =
    [
        "origin", "empty", "cached", "tls", "mutual", "proxied", "chained", "varnish", "haproxy", "tunnel-gateway", "tunnel-nginx", "tunnel-kestrel", "gateway", "gateway-tls",
        "gateway-ops", "misses", "misses-chained", "misses-ops", "guarded", "guarded-ops", "yarp", "kestrel", "kestrel-mutual", "fetch",
    ];

    private static readonly string Configurations = Path.Combine(Repository.Folder, "bench", "peers");

    private readonly DirectoryInfo _folder = Directory.CreateDirectory($"/dev/shm/gateway-bench-{Guid.NewGuid():n}");
    private readonly Dictionary<string, string> _words;
    private readonly Dictionary<string, ServerProcess> _running = [];
    private readonly HashSet<string> _asked = [];

    private readonly string _measured;

    /// <param name="keptMegabytes">What each cache may hold.</param>
    /// <param name="cores">How many cores who is measured has: with two of them the second one is shared with whoever asks.</param>
    public Stage(int keptMegabytes = 4096, int cores = 1)
    {
        _measured = cores == 1 ? "0" : "0,1";
        _words = FreePorts().ToDictionary(port => port.Name, port => $"{port.Number}");
        _words["folder"] = _folder.FullName;
        _words["certs"] = Path.Combine(_folder.FullName, "certs");
        _words["user"] = Environment.UserName;
        _words["workers"] = $"{cores}";
        _words["keys"] = "400";
        _words["kept"] = $"{keptMegabytes}";
    }

    /// <summary>Where scripts for wrk are.</summary>
    public static string Script(string name) => Path.Combine(Configurations, name);

    public int PortOf(string name) => int.Parse(_words[name], CultureInfo.InvariantCulture);

    /// <summary>The authority of everybody's server certificate, a PEM file.</summary>
    public string ServerAuthority => Certificate("server-ca.pem");

    /// <summary>What a developer shows at a handshake, PEM files.</summary>
    public string ClientCertificate => Certificate("developer.pem");

    public string ClientKey => Certificate("developer.key");

    /// <summary>A token of a developer, which the guarded gateway asks for.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Whether nobody has put a load on the server before; it is from now on.</summary>
    public bool IsFirstAskedOf(string server) => _asked.Add(server);

    /// <summary>A server that runs.</summary>
    public ServerProcess this[string name] => _running[name];

    /// <summary>Makes files and certificates, and starts the origin.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        var files = _folder.CreateSubdirectory("files");
        await File.WriteAllBytesAsync(Path.Combine(files.FullName, "small.mod"), Encoding.ASCII.GetBytes("module small.example/m\n".PadRight(1024, '/')), cancellation);
        foreach (var (name, size) in new[] { ("medium", 64 << 10), ("large", 1 << 20), ("huge", 65_000_000) })
        {
            await File.WriteAllBytesAsync(Path.Combine(files.FullName, $"{name}.zip"), [.. "PK\u0003\u0004"u8, .. RandomNumberGenerator.GetBytes(size - 4)], cancellation);
        }

        await Tool.RunAsync("bash", [Path.Combine(Repository.Folder, "certs", "make-dev-certs.sh"), _words["certs"]], cancellation);
        foreach (var (both, name) in new[] { ("client-both", "developer"), ("server-both", "server") })
        {
            await File.WriteAllTextAsync(
                Certificate($"{both}.pem"),
                await File.ReadAllTextAsync(Certificate($"{name}.pem"), cancellation) + await File.ReadAllTextAsync(Certificate($"{name}.key"), cancellation),
                cancellation);
        }

        Token = await Issuer.FoundAsync(files.CreateSubdirectory("issuer"), $"http://127.0.0.1:{PortOf("origin")}/issuer", cancellation);
        _running["origin"] = await ServerProcess.StartAsync(Load, PortOf("origin"), "nginx", "-c", await RenderAsync("origin.conf"));
    }

    /// <summary>Starts servers, those that a scenario needs.</summary>
    public async Task StartAsync(params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            _running[name] = await StartAsync(name);
        }
    }

    public async Task StopAsync(string name)
    {
        _running.Remove(name, out var server);
        await server!.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _running.Values)
        {
            await server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task<ServerProcess> StartAsync(string name) => name switch
    {
        "nginx" => await ServerProcess.StartAsync(_measured, PortOf("cached"), "nginx", "-c", await RenderAsync("nginx.conf")),
        "varnish" => await ServerProcess.StartAsync(
            _measured, PortOf("varnish"), "varnishd", "-F", "-n", Path.Combine(_folder.FullName, "varnish"), "-a", $"127.0.0.1:{PortOf("varnish")}",
            "-f", await RenderAsync("varnish.vcl"), "-s", $"malloc,{_words["kept"]}M"),
        "haproxy" => await ServerProcess.StartAsync(_measured, PortOf("haproxy"), "haproxy", "-db", "-f", await RenderAsync("haproxy.cfg")),
        "tunnel" => await ServerProcess.StartAsync(Load, PortOf("tunnel-gateway"), "haproxy", "-db", "-f", await RenderAsync("tunnel.cfg")),
        "yarp" => await ServerProcess.StartAsync(_measured, PortOf("yarp"), Published("Gateway.PlainYarp"), "yarp", $"http://127.0.0.1:{PortOf("yarp")}", $"http://127.0.0.1:{PortOf("origin")}/"),
        "kestrel" => await StartBareAsync(name, "kestrel", $"http://127.0.0.1:{PortOf(name)}", Path.Combine(_folder.FullName, "files")),
        "kestrel-mutual" => await StartBareAsync(
            name, "kestrel", $"https://127.0.0.1:{PortOf(name)}", Path.Combine(_folder.FullName, "files"), Certificate("server.pem"), Certificate("server.key"), Certificate("client-ca.pem")),
        "fetch" => await StartBareAsync(name, "fetch", $"http://127.0.0.1:{PortOf(name)}", $"http://127.0.0.1:{PortOf("origin")}/"),
        "gateway" => await StartGatewayAsync("gateway.json", PortOf("gateway")),
        "misses" => await StartGatewayAsync("gateway-misses.json", PortOf("misses")),
        "guarded" => await StartGatewayAsync("gateway-guarded.json", PortOf("guarded")),
        _ => throw new ArgumentException($"{name} is no server.", nameof(name)),
    };

    /// <summary>What can be reached: SCHED_BATCH (sched(7)) for all of it comes to what the gateway does for its threads of sockets.</summary>
    private Task<ServerProcess> StartBareAsync(string name, params IEnumerable<string> arguments) =>
        ServerProcess.StartAsync(_measured, PortOf(name), "chrt", ["-b", "0", Published("Gateway.PlainYarp"), .. arguments]);

    private async Task<ServerProcess> StartGatewayAsync(string settings, int port)
    {
        var folder = _folder.CreateSubdirectory(Path.GetFileNameWithoutExtension(settings));
        File.Move(await RenderAsync(settings), Path.Combine(folder.FullName, "appsettings.json"), overwrite: true);
        return await ServerProcess.StartAsync(_measured, port, "dotnet", Published("gateway", "gateway.dll"), $"--settings={folder.FullName}");
    }

    /// <summary>As it is shipped, compiled ahead; bench/run makes it.</summary>
    private static string Published(string program, string? file = null) => Path.Combine(Repository.Folder, "artifacts", "bench", program, file ?? program);

    private string Certificate(string file) => Path.Combine(_words["certs"], file);

    /// <summary>A configuration with this stage's ports and folders in it.</summary>
    private async Task<string> RenderAsync(string configuration)
    {
        var text = new StringBuilder(await File.ReadAllTextAsync(Path.Combine(Configurations, configuration)));
        foreach (var (name, word) in _words)
        {
            text.Replace($"{{{{{name}}}}}", word);
        }

        var file = Path.Combine(_folder.FullName, configuration);
        await File.WriteAllTextAsync(file, text.ToString());
        return file;
    }

    /// <summary>Free at the moment, all of them at once, so that none is given twice.</summary>
    private static List<(string Name, int Number)> FreePorts()
    {
        var listeners = Ports.Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = Ports.Zip(listeners, (name, listener) => (name, ((IPEndPoint)listener.LocalEndpoint).Port)).ToList();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
