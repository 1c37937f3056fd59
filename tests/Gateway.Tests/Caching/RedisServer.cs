using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Caching;

/// <summary>A real Redis server on a free loopback port.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";
    private const int Tries = 5;

    private static readonly Dictionary<string, string> Environment = new() { ["PATH"] = "/usr/bin:/bin" };

    private readonly TemporaryFolder _folder = new();
    private readonly string[] _arguments;
    private Process? _process;
    private string[] _prepared = [];
    private bool _isFrozen;
    private bool _isSentinel;

    private RedisServer(string[] arguments) => _arguments = arguments;

    public int Port { get; private set; }

    /// <summary>As the settings take it.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Where it speaks TLS; 0: nowhere.</summary>
    public int TlsPort { get; set; }

    /// <summary>What the control connection says first.</summary>
    public string? Password { get; set; }

    /// <summary>A folder that goes with the server.</summary>
    public TemporaryFolder Folder => _folder;

    /// <param name="cancellation">Ends the waiting for it to answer.</param>
    /// <param name="arguments">More settings, as on the command line.</param>
    public static Task<RedisServer> StartAsync(CancellationToken cancellation, params string[] arguments) => StartAsync(null, cancellation, arguments);

    /// <param name="prepare">Puts files into its folder and gives back the settings that name them; null: none.</param>
    /// <param name="cancellation">Ends the waiting for it to answer.</param>
    /// <param name="arguments">More settings, as on the command line.</param>
    public static async Task<RedisServer> StartAsync(Func<RedisServer, string[]>? prepare, CancellationToken cancellation, params string[] arguments)
    {
        for (var tries = 1; ; tries++)
        {
            var server = new RedisServer(arguments) { Port = LoopbackPort.Free() };
            try
            {
                await server.RunAsync(prepare?.Invoke(server) ?? [], cancellation);
                return server;
            }
            catch (InvalidOperationException) when (tries < Tries)
            {
                // Somebody else took the port.
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>A sentinel, which is the same program with a file that it writes to.</summary>
    public static Task<RedisServer> StartSentinelAsync(string configuration, CancellationToken cancellation) => StartAsync(server =>
    {
        File.WriteAllText(server.Folder["sentinel.conf"], configuration);
        server._isSentinel = true;
        return [server.Folder["sentinel.conf"], "--sentinel"];
    }, cancellation);

    public Task<string> ExecuteAsync(CancellationToken cancellation, params string[] command) =>
        RedisControl.ExecuteAsync(Port, Password, cancellation, command);

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _isFrozen = false;
    }

    public async Task RestartAsync(CancellationToken cancellation)
    {
        await KillAsync();
        _process!.Dispose();
        await RunAsync([], cancellation);
    }

    /// <summary>Stops it in mid-air: connections stay open, and nobody answers.</summary>
    public async Task FreezeAsync(CancellationToken cancellation)
    {
        await SignalAsync("-STOP", cancellation);
        _isFrozen = true;
        await Eventually.TrueAsync(() => File.ReadAllText($"/proc/{_process!.Id}/stat").Contains(") T "), "the server is stopped", cancellation);
    }

    public async Task ThawAsync(CancellationToken cancellation)
    {
        await SignalAsync("-CONT", cancellation);
        _isFrozen = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isFrozen)
        {
            await ThawAsync(CancellationToken.None);
        }

        await KillAsync();
        _process?.Dispose();
        _folder.Dispose();
    }

    private async Task SignalAsync(string signal, CancellationToken cancellation)
    {
        string[] arguments = [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)];
        var output = await Execution.RunAsync("/usr/bin/kill", arguments, _folder.Path, Environment, cancellation);
        output.ExitCode.Should().Be(0, output.Error);
    }

    private async Task RunAsync(string[] prepared, CancellationToken cancellation)
    {
        string[] own = ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.Path, "--logfile", _folder["redis.log"], "--daemonize", "no"];
        string[] volatility = ["--save", "", "--appendonly", "no"];
        // Settings that were prepared once hold for a restart too.
        _prepared = prepared.Length > 0 ? prepared : _prepared;
        string[] arguments = _isSentinel ? [.. _prepared, .. own] : [.. own, .. volatility, .. _arguments, .. _prepared];
        _process = Process.Start(Execution.Start(Program, arguments, _folder.Path, Environment))!;
        await Eventually.TrueAsync(IsUpAsync, "redis-server answers", cancellation);
    }

    private async Task<bool> IsUpAsync()
    {
        if (_process!.HasExited)
        {
            throw new InvalidOperationException($"redis-server does not start:\n{await File.ReadAllTextAsync(_folder["redis.log"])}");
        }

        try
        {
            return (await ExecuteAsync(CancellationToken.None, "INFO", "server")).Contains($"process_id:{_process.Id}\r");
        }
        catch (Exception early) when (early is SocketException or IOException)
        {
            return false;
        }
    }
}
