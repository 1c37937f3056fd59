using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Gateway.Tests.EndToEnd;

/// <summary>Reads the lines of a program while it runs, so that a test can wait for one instead of for time.</summary>
internal sealed class LineLog : IAsyncDisposable
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task _reading;

    public LineLog(StreamReader reader) => _reading = ReadAsync(reader);

    /// <summary>The first line that matches, after those that were looked at before.</summary>
    /// <exception cref="EndOfStreamException">The program ended without it.</exception>
    public async Task<Match> FindAsync(Regex wanted, CancellationToken cancellation)
    {
        var seen = new List<string>();
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(cancellation))
            {
                if (wanted.Match(line) is { Success: true } found)
                {
                    return found;
                }

                seen.Add(line);
            }
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"No line matches {wanted} in:\n{string.Join('\n', seen)}", late);
        }

        throw new EndOfStreamException($"No line matches {wanted} in:\n{string.Join('\n', seen)}");
    }

    public async ValueTask DisposeAsync() => await _reading;

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }
}
