using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.EndToEnd;

/// <summary>A port for programs that cannot choose one themselves.</summary>
internal static class LoopbackPort
{
    /// <summary>Free at the moment; somebody else may still take it before the program does.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
