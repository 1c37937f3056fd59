using System.Buffers.Binary;
using System.Text;

namespace Gateway.Lab.Modules;

/// <summary>Lays out a zip of any size without holding it: entries are stored, their blocks share one piece of memory.</summary>
internal sealed class StoredZip
{
    private const int BlockLength = 1 << 20;

    private const int NumberLength = 8;

    private static readonly byte[] Block = LabFile.Incompressible("block", BlockLength - NumberLength).Content;

    // Counted once: a toolchain of 300 MB has 300 files that begin alike.
    private static readonly uint BlockChecksum = Crc32.Continue(Crc32.Start, Block);

    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private readonly List<byte> _directory = [];
    private long _length;
    private ushort _count;

    /// <summary>A zip with a go.mod and <paramref name="contentLength"/> bytes of files of at most 1 MiB, every file different.</summary>
    public static LabBody Make(string root, string mod, long contentLength)
    {
        var zip = new StoredZip();
        zip.Add($"{root}/go.mod", ReadOnlyMemory<byte>.Empty, Crc32.Start, Encoding.UTF8.GetBytes(mod));
        for (var left = contentLength; left > 0; left -= BlockLength)
        {
            var alike = Block.AsMemory(0, (int)Math.Clamp(left - NumberLength, 0, Block.Length));
            var checksum = alike.Length == Block.Length ? BlockChecksum : Crc32.Continue(Crc32.Start, alike);
            zip.Add($"{root}/pkg/{zip._count:D5}.bin", alike, checksum, Encoding.ASCII.GetBytes($"{zip._count:D8}"));
        }

        return zip.Close($"stored-{root}-{contentLength}");
    }

    private void Add(string name, ReadOnlyMemory<byte> alike, uint checksum, ReadOnlyMemory<byte> rest)
    {
        var header = new byte[30];
        var length = (uint)(alike.Length + rest.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034b50);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 10);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), 0x0800);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(12), 0x5a61);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(14), Crc32.End(Crc32.Continue(checksum, rest)));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(18), length);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(22), length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(26), (ushort)name.Length);

        // The directory repeats the local header between its own mark and eight fields more.
        _directory.AddRange([0x50, 0x4b, 0x01, 0x02, 0x0a, 0x03]);
        _directory.AddRange(header.AsSpan(4));
        _directory.AddRange(new byte[10]);
        Span<byte> offset = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(offset, checked((uint)_length));
        _directory.AddRange(offset);
        _directory.AddRange(Encoding.ASCII.GetBytes(name));

        checked
        {
            _count++;
        }

        Append(header);
        Append(Encoding.ASCII.GetBytes(name));
        Append(alike);
        Append(rest);
    }

    private LabBody Close(string tag)
    {
        var end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), _count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), _count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)_directory.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), checked((uint)_length));
        Append(_directory.ToArray());
        Append(end);
        return new LabBody(MemoryChain.Of(_parts), tag);
    }

    private void Append(ReadOnlyMemory<byte> part)
    {
        _parts.Add(part);
        _length += part.Length;
    }
}
