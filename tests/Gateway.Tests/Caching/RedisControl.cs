using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Caching;

/// <summary>Says single commands to a Redis server, past the client library that is under test.</summary>
internal static class RedisControl
{
    /// <summary>The answer as text; lists have one item a line.</summary>
    /// <exception cref="InvalidOperationException">The server answered with an error.</exception>
    public static async Task<string> ExecuteAsync(int port, string? password, CancellationToken cancellation, params string[] command)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        if (password is not null)
        {
            await AskAsync(stream, reader, ["AUTH", password], cancellation);
        }

        return await AskAsync(stream, reader, command, cancellation);
    }

    private static async Task<string> AskAsync(NetworkStream stream, StreamReader reader, string[] command, CancellationToken cancellation)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{command.Length}\r\n");
        foreach (var word in command)
        {
            text.Append(CultureInfo.InvariantCulture, $"${word.Length}\r\n{word}\r\n");
        }

        // Latin-1: a byte a character, so that tests can write any bytes.
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text.ToString()), cancellation);
        return await ReadAsync(reader, cancellation);
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellation)
    {
        var line = await reader.ReadLineAsync(cancellation) ?? throw new IOException("The server hung up.");
        switch (line[0])
        {
            case '-':
                throw new InvalidOperationException(line[1..]);
            case '$' when line == "$-1":
                return "";
            case '$':
                var bulk = new char[int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture) + 2];
                await reader.ReadBlockAsync(bulk, cancellation);
                return new string(bulk, 0, bulk.Length - 2);
            case '*':
                var items = new List<string>();
                for (var left = int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture); left > 0; left--)
                {
                    items.Add(await ReadAsync(reader, cancellation));
                }

                return string.Join('\n', items);
            default:
                return line[1..];
        }
    }
}
