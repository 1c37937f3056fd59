using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace GoModules;

/// <summary>One file of a zip, as its central directory has it.</summary>
/// <param name="Name">The name, byte for byte.</param>
/// <param name="Flags">The general purpose flags.</param>
/// <param name="Method">How it is packed: 0 or 8.</param>
/// <param name="Checksum">The CRC-32 of the file.</param>
/// <param name="PackedSize">Bytes in the zip.</param>
/// <param name="Size">Bytes of the file.</param>
/// <param name="Header">Where its local header begins.</param>
internal sealed record ZipEntry(ReadOnlyMemory<byte> Name, ushort Flags, ushort Method, uint Checksum, uint PackedSize, uint Size, uint Header)
{
    /// <summary>Bytes of an entry of the directory without a name.</summary>
    public const int ShortestHeader = 46;

    private const uint DirectorySignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const uint DescriptorSignature = 0x08074b50;
    private const int LocalHeaderLength = 30;
    private const ushort Stored = 0;
    private const ushort Deflated = 8;
    private const ushort HasDescriptorFlag = 8;

    public static IEqualityComparer<ZipEntry> SameName { get; } = new NameComparer();

    public bool IsDeflated => Method == Deflated;

    public bool IsFolder => Name.Span.EndsWith("/"u8);

    private bool HasDescriptor => (Flags & HasDescriptorFlag) != 0;

    /// <summary>Reads the first entry of the rest of a directory, and takes it off; null when there is none.</summary>
    public static ZipEntry? Read(ref ReadOnlyMemory<byte> rest)
    {
        var header = rest.Span;
        if (header.Length < ShortestHeader || BinaryPrimitives.ReadUInt32LittleEndian(header) != DirectorySignature)
        {
            return null;
        }

        var name = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        var length = ShortestHeader + name + BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        var entry = length > header.Length ? null : new ZipEntry(
            rest.Slice(ShortestHeader, name),
            BinaryPrimitives.ReadUInt16LittleEndian(header[8..]),
            BinaryPrimitives.ReadUInt16LittleEndian(header[10..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[42..]));
        rest = entry is null ? rest : rest[length..];
        return entry is { Method: Stored or Deflated, PackedSize: not uint.MaxValue, Size: not uint.MaxValue, Header: not uint.MaxValue } ? entry : null;
    }

    /// <summary>Where its packed bytes begin; null when they are not all there.</summary>
    public long? FindBody(ZipBytes zip)
    {
        Span<byte> local = stackalloc byte[LocalHeaderLength];
        if (!zip.TryRead(Header, local) || BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalSignature)
        {
            return null;
        }

        var start = Header + (long)LocalHeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        return start + PackedSize <= zip.Length ? start : null;
    }

    /// <summary>Whether what was unpacked is what the zip says. As in Go, a zero says nothing where no descriptor follows the file.</summary>
    public bool Agrees(uint checksum, ZipBytes zip, long start) =>
        HasDescriptor ? checksum == Checksum && DescriptorAgrees(zip, start + PackedSize) : Checksum == 0 || checksum == Checksum;

    private bool DescriptorAgrees(ZipBytes zip, long at)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        // Its signature is optional.
        at += zip.TryRead(at, word) && BinaryPrimitives.ReadUInt32LittleEndian(word) == DescriptorSignature ? sizeof(uint) : 0;
        return at + (3 * sizeof(uint)) <= zip.Length && zip.TryRead(at, word) && BinaryPrimitives.ReadUInt32LittleEndian(word) == Checksum;
    }

    private sealed class NameComparer : IEqualityComparer<ZipEntry>
    {
        public bool Equals(ZipEntry? x, ZipEntry? y) => x!.Name.Span.SequenceEqual(y!.Name.Span);

        public int GetHashCode([DisallowNull] ZipEntry entry)
        {
            var hash = default(HashCode);
            hash.AddBytes(entry.Name.Span);
            return hash.ToHashCode();
        }
    }
}
