using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Gateway.Auditing;

/// <summary>Reads the lines of a file.</summary>
internal static class AuditLines
{
    // A record is a few hundred bytes; what has no end for so long is no line.
    private const int Longest = 4 * 1024 * 1024;

    /// <summary>Every line without its end; the last one is not whole when the file does not end with one.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or no text.</exception>
    public static async IAsyncEnumerable<(byte[] Bytes, bool IsWhole)> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = PipeReader.Create(stream);
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            var rest = result.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                yield return (rest.Slice(0, end).ToArray(), true);
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (rest.Length > Longest)
            {
                throw new InvalidDataException($"a line is longer than {Longest} bytes");
            }

            if (result.IsCompleted)
            {
                if (!rest.IsEmpty)
                {
                    yield return (rest.ToArray(), false);
                }

                yield break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }
}
