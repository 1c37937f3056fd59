using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Chaos;

/// <summary>One connection at a time, and exactly one answer for every request: HttpClient tidies targets and may ask twice unasked.</summary>
internal sealed class PlainClient(Uri address) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private TcpClient? _connection;
    private int _from;
    private int _to;

    /// <summary>Sends a target as it is and reads the answer as far as it comes.</summary>
    public async Task<PlainAnswer> SendAsync(string target, string method = "GET", string headers = "")
    {
        var stream = await ConnectAsync();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {address.Authority}\r\n{headers}\r\n"));
        var answer = await ReadAsync(stream, method == "HEAD");
        if (!answer.IsWhole || answer.Headers.GetValueOrDefault("connection") == "close")
        {
            Dispose();
        }

        return answer;
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private async Task<NetworkStream> ConnectAsync()
    {
        if (_connection is null)
        {
            _connection = new TcpClient { NoDelay = true };
            (_from, _to) = (0, 0);
            await _connection.ConnectAsync(address.Host, address.Port);
        }

        return _connection.GetStream();
    }

    private async Task<PlainAnswer> ReadAsync(NetworkStream stream, bool isHead)
    {
        if (await ReadHeadAsync(stream) is not { } head)
        {
            return PlainAnswer.Nothing;
        }

        var status = int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = head[1..].Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0].ToLowerInvariant(), parts => parts[1].Trim());
        using var body = new MemoryStream();
        var isWhole = isHead || (headers.TryGetValue("content-length", out var length)
            ? await ReadBytesAsync(stream, long.Parse(length, CultureInfo.InvariantCulture), body)
            : await ReadChunksAsync(stream, body));
        return new PlainAnswer(status, headers, body.ToArray(), isWhole);
    }

    private async Task<string[]?> ReadHeadAsync(NetworkStream stream)
    {
        var lines = new List<string>();
        while (await ReadLineAsync(stream) is { } line)
        {
            if (line.Length == 0)
            {
                return [.. lines];
            }

            lines.Add(line);
        }

        return null;
    }

    private async Task<bool> ReadChunksAsync(NetworkStream stream, MemoryStream body)
    {
        while (await ReadLineAsync(stream) is { } line)
        {
            if (!Utf8Parser.TryParse(Encoding.ASCII.GetBytes(line), out int size, out _, 'x'))
            {
                throw new FormatException($"\"{line}\" is no size of a chunk.");
            }

            var isWhole = await ReadBytesAsync(stream, size, body) && await ReadLineAsync(stream) is "";
            if (!isWhole || size == 0)
            {
                return isWhole;
            }
        }

        return false;
    }

    private async Task<bool> ReadBytesAsync(NetworkStream stream, long count, MemoryStream body)
    {
        for (var left = count; left > 0;)
        {
            if (_from == _to && !await FillAsync(stream))
            {
                return false;
            }

            var taken = (int)Math.Min(left, _to - _from);
            body.Write(_buffer, _from, taken);
            _from += taken;
            left -= taken;
        }

        return true;
    }

    private async Task<string?> ReadLineAsync(NetworkStream stream)
    {
        var line = new StringBuilder();
        while (_from < _to || await FillAsync(stream))
        {
            var letter = (char)_buffer[_from++];
            if (letter == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append(letter);
        }

        return null;
    }

    private async Task<bool> FillAsync(NetworkStream stream)
    {
        try
        {
            (_from, _to) = (0, await stream.ReadAsync(_buffer));
        }
        catch (IOException)
        {
            _to = 0;
        }

        return _to > 0;
    }
}
