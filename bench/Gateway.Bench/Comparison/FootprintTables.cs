using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gateway.Bench.Results;

namespace Gateway.Bench.Comparison;

/// <summary>What a server takes before it does anything: time to its first answer, memory, and memory for connections without requests.</summary>
internal static class FootprintTables
{
    private const int Connections = 1000;

    // Probes, timers and the compiler have come to rest by then.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    private static readonly (string Name, string Server, string Port)[] Servers =
    [
        ("gateway", "gateway", "gateway"), ("nginx", "nginx", "cached"), ("Varnish", "varnish", "varnish"), ("plain YARP", "yarp", "yarp"), ("bare Kestrel", "kestrel", "kestrel"),
    ];

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        await using var stage = new Stage();
        await stage.PrepareAsync(cancellation);
        var table = new MarkdownTable("who, on one core", "start to first answer, ms", "idle, MiB", "1,000 connections without request, MiB");
        foreach (var (name, server, port) in Servers)
        {
            var (start, idle, connected) = (new Rounds(), new Rounds(), new Rounds());
            for (var round = 0; round < Rounds.Count; round++)
            {
                var began = Stopwatch.GetTimestamp();
                await stage.StartAsync(server);
                await AskAsync(stage.PortOf(port), cancellation);
                start.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                await Task.Delay(Rest, cancellation);
                var before = stage[server].Memory;
                idle.Add(Mebibytes(before));
                connected.Add(Mebibytes(await MemoryWithConnectionsAsync(stage[server], stage.PortOf(port), cancellation) - before));
                await stage.StopAsync(server);
            }

            table.Add(name, start.ToString("0"), idle.ToString("0"), connected.ToString("0.0"));
        }

        return table.Add("target for the gateway", "≤ 800", "≤ 110", "");
    }

    private static double Mebibytes(long bytes) => bytes / (double)(1 << 20);

    private static async Task<long> MemoryWithConnectionsAsync(ServerProcess server, int port, CancellationToken cancellation)
    {
        var connections = new List<Socket>();
        try
        {
            for (var number = 0; number < Connections; number++)
            {
                connections.Add(await AskAsync(port, cancellation));
            }

            await Task.Delay(Rest, cancellation);
            return server.Memory;
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    /// <summary>Asks once over a new connection, which the caller disposes.</summary>
    private static async Task<Socket> AskAsync(int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port, cancellation);
        await socket.SendAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"GET /small.example/m/@v/v1.1.0.mod HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")), cancellation);
        var (buffer, received) = (new byte[4096], 0);
        while (!buffer.AsSpan(0, received).EndsWith("//"u8))
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(received), cancellation);
            received += count > 0 ? count : throw new InvalidOperationException($"Port {port} answered with {Encoding.ASCII.GetString(buffer, 0, received)}");
        }

        return socket;
    }
}
