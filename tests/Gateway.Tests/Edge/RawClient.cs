using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Edge;

/// <summary>Sends a request byte for byte: HttpClient would tidy the target first.</summary>
internal static class RawClient
{
    /// <summary>The whole answer to a request whose head is given without <c>Host</c>, which is added.</summary>
    public static async Task<string> SendAsync(Uri address, string head, string body = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.Latin1.GetBytes($"{head}\r\nHost: {address.Authority}\r\nConnection: close\r\n\r\n{body}"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The status of the answer to a GET of a raw target.</summary>
    public static async Task<int> StatusAsync(Uri address, string target) =>
        int.Parse((await SendAsync(address, $"GET {target} HTTP/1.1")).Split(' ')[1]);

    /// <summary>The head of an answer, and nothing behind it.</summary>
    public static async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, TestContext.Current.CancellationToken);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
