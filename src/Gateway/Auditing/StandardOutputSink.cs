using System.Threading.Channels;

namespace Gateway.Auditing;

/// <summary>Lines to standard output, which may be a pipe that nobody empties: it holds up nothing else, and what it misses is counted.</summary>
internal sealed class StandardOutputSink(Stream output, AuditMetrics metrics)
{
    private const int Most = 4096;

    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(Most) { SingleReader = true });

    public void Offer(ReadOnlyMemory<byte> line)
    {
        if (!_lines.Writer.TryWrite([.. line.Span, (byte)'\n']))
        {
            metrics.Lost("standard-output");
        }
    }

    public void Complete() => _lines.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/>.</summary>
    public async Task RunAsync()
    {
        await foreach (var line in _lines.Reader.ReadAllAsync())
        {
            await output.WriteAsync(line);
        }

        await output.FlushAsync();
    }
}
