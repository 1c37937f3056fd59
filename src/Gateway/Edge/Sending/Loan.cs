using System.IO.Pipelines;

namespace Gateway.Edge.Sending;

/// <summary>Bytes that a writer may send from where they lie, in place of a copy.</summary>
/// <remarks>
/// Kestrel has no way to hand over memory of one's own, but asks the connection's writer for space and passes it through. So while somebody asks for space
/// for exactly these bytes, and no longer, the space is where they are. Whoever wants room for more, as for the head of a chunk, gets space to write to.
/// </remarks>
internal static class Loan
{
    [ThreadStatic]
    private static ReadOnlyMemory<byte>? _offered;

    /// <summary>What is offered to who asks for so many bytes; null when nothing is.</summary>
    public static ReadOnlyMemory<byte>? Find(int size) => _offered?.Length == size ? _offered : null;

    /// <summary>Writes bytes of an array or a <see cref="FileMemory"/>, which must stay as they are until the next flush has ended. They are copied where the writer does not borrow.</summary>
    public static void Write(PipeWriter writer, ReadOnlyMemory<byte> bytes)
    {
        Memory<byte> space;
        _offered = bytes;
        try
        {
            space = writer.GetMemory(bytes.Length);
        }
        finally
        {
            _offered = null;
        }

        if (!bytes.Equals(space))
        {
            Copy(bytes, space.Span);
        }

        writer.Advance(bytes.Length);
    }

    private static void Copy(ReadOnlyMemory<byte> bytes, Span<byte> space)
    {
        if (FileMemory.Find(bytes) is { } part)
        {
            part.File.Read(space[..part.Length], part.From);
        }
        else
        {
            bytes.Span.CopyTo(space);
        }
    }
}
