using System.Diagnostics;
using System.Net.Sockets;
using Gateway.Tests.Caching;

namespace Gateway.Tests.EndToEnd;

/// <summary>A real layer-4 balancer on a free loopback port, which tells the clients' addresses by the PROXY protocol.</summary>
internal sealed class Haproxy : IAsyncDisposable
{
    private const string Program = "/usr/sbin/haproxy";

    // It cannot choose a port itself, so somebody else may take the one chosen here before it does.
    private const int Tries = 5;

    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private Haproxy(TemporaryFolder folder, Process process, int port) => (_folder, _process, Port) = (folder, process, port);

    public int Port { get; }

    /// <param name="server">Where it hands connections on to.</param>
    /// <param name="header">How it tells the address: <c>send-proxy</c> or <c>send-proxy-v2</c>.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<Haproxy> StartAsync(Uri server, string header, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var proxy = Start(server, header);
            await Eventually.TrueAsync(() => proxy._process.HasExited || proxy.Answers(), "haproxy listens", cancellation);
            if (!proxy._process.HasExited)
            {
                return proxy;
            }

            var said = await proxy._process.StandardError.ReadToEndAsync(cancellation);
            await proxy.DisposeAsync();
            if (tries == Tries)
            {
                throw new InvalidOperationException($"haproxy does not start:\n{said}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static Haproxy Start(Uri server, string header)
    {
        var folder = new TemporaryFolder();
        var port = LoopbackPort.Free();
        File.WriteAllText(folder["haproxy.cfg"], $"""
            global
                maxconn 100
            defaults
                mode tcp
                timeout connect 5s
                timeout client 60s
                timeout server 60s
            listen edge
                bind 127.0.0.1:{port}
                server gateway {server.Authority} {header} check inter 100ms

            """);
        return new Haproxy(folder, Process.Start(Execution.Start(Program, ["-db", "-f", folder["haproxy.cfg"]], folder.Path, new Dictionary<string, string>()))!, port);
    }

    private bool Answers()
    {
        using var client = new TcpClient("127.0.0.1", Port);
        return client.Connected;
    }
}
