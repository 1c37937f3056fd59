using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Gateway.Tests.EndToEnd;

/// <summary>A real forward proxy on a free loopback port, as companies put them between their machines and the internet.</summary>
internal sealed partial class Tinyproxy : IAsyncDisposable
{
    private const string Program = "/usr/bin/tinyproxy";

    // It cannot choose a port itself, so somebody else may take the one chosen here before it does.
    private const int Tries = 5;

    private readonly TemporaryFolder _folder;
    private readonly Process _process;
    private readonly LineLog _log;

    private Tinyproxy(TemporaryFolder folder, Process process, int port)
    {
        (_folder, _process, Address) = (folder, process, new Uri($"http://127.0.0.1:{port}/"));
        _log = new LineLog(process.StandardOutput);
    }

    public Uri Address { get; }

    /// <summary>The requests so far, as <c>GET http://…</c> or <c>CONNECT host:port</c>.</summary>
    public IEnumerable<string> Requests =>
        _log.Lines.Select(line => RequestLine().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);

    public static async Task<Tinyproxy> StartAsync(CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var proxy = Start();
            try
            {
                await proxy._log.FindAsync(Ready(), 1, cancellation);
                return proxy;
            }
            catch (EndOfStreamException) when (tries < Tries)
            {
                await proxy.DisposeAsync();
            }
            catch
            {
                await proxy.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Ends it and all its connections at once.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _log.DisposeAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static Tinyproxy Start()
    {
        var folder = new TemporaryFolder();
        var port = LoopbackPort.Free();
        File.WriteAllText(folder["tinyproxy.conf"], $"Listen 127.0.0.1\nPort {port}\nMaxClients 100\nLogLevel Info\n");
        var start = Execution.Start(Program, ["-d", "-c", folder["tinyproxy.conf"]], folder.Path, new Dictionary<string, string>());
        return new Tinyproxy(folder, Process.Start(start)!, port);
    }

    [GeneratedRegex(@"Request \(file descriptor \d+\): (\S+ \S+)")]
    private static partial Regex RequestLine();

    [GeneratedRegex("Accepting connections")]
    private static partial Regex Ready();
}
