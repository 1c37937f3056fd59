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

    /// <summary>Its packed bytes; null when they are not all there.</summary>
    public ReadOnlyMemory<byte>? FindBody(ReadOnlyMemory<byte> zip) =>
        BodyStart(zip.Span) is { } start && start + PackedSize <= zip.Length ? zip.Slice((int)start, (int)PackedSize) : null;

    /// <summary>Whether what was unpacked is what the zip says. As in Go, a zero says nothing where no descriptor follows the file.</summary>
    public bool Agrees(uint checksum, ReadOnlyMemory<byte> zip) =>
        HasDescriptor ? checksum == Checksum && DescriptorAgrees(zip.Span) : Checksum == 0 || checksum == Checksum;

    private bool DescriptorAgrees(ReadOnlySpan<byte> zip)
    {
        var at = BodyStart(zip)!.Value + PackedSize;
        // Its signature is optional.
        at += at + 4 <= zip.Length && BinaryPrimitives.ReadUInt32LittleEndian(zip[(int)at..]) == DescriptorSignature ? 4 : 0;
        return at + 12 <= zip.Length && BinaryPrimitives.ReadUInt32LittleEndian(zip[(int)at..]) == Checksum;
    }

    private long? BodyStart(ReadOnlySpan<byte> zip)
    {
        if (Header + (long)LocalHeaderLength > zip.Length || BinaryPrimitives.ReadUInt32LittleEndian(zip[(int)Header..]) != LocalSignature)
        {
            return null;
        }

        var local = zip[(int)Header..];
        return Header + (long)LocalHeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
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
