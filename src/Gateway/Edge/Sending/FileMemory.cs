using System.Buffers;
using System.Runtime.InteropServices;
using Gateway.Caching;

namespace Gateway.Edge.Sending;

/// <summary>A file in the shape of memory, so that parts of it pass through the server like any other bytes to <see cref="SendBuffer"/>, which has the kernel send them.</summary>
/// <remarks>The bytes themselves cannot be looked at here: a copy of all of them for a part would be dear.</remarks>
internal sealed class FileMemory(BodyFile file) : MemoryManager<byte>
{
    public override Memory<byte> Memory => CreateMemory(file.Length);

    public BodyFile File => file;

    /// <summary>The part of a file that memory stands for; null when it is none of a file.</summary>
    public static FilePart? Find(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetMemoryManager<byte, FileMemory>(memory, out var whole, out var from, out var length) ? new FilePart(whole.File, from, length) : null;

    public override Span<byte> GetSpan() => throw new NotSupportedException("A file's bytes are not in memory.");

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("A file's bytes are not in memory.");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        // Others may be sending it.
    }
}
