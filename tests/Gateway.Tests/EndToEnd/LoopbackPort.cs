using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.EndToEnd;

/// <summary>A port for programs that cannot choose one themselves.</summary>
/// <remarks>
/// Below those that the kernel gives to whoever connects or asks for any port: between the choice and the program's own start, tests that
/// run beside this one open hundreds of those.
/// </remarks>
internal static class LoopbackPort
{
    private const int First = 20_000;
    private const int Count = 12_000;

    // Each once in this process; another process begins elsewhere.
    private static int _last = Random.Shared.Next(Count);

    /// <summary>Free at the moment; another process may still take it before the program does.</summary>
    public static int Free()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _last) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }

        throw new InvalidOperationException("No port is free.");
    }
}
