using System.Buffers.Binary;

namespace GoModules;

/// <summary>The central directory of a zip (APPNOTE.TXT 4.3.12 to 4.3.16).</summary>
/// <remarks>Of Zip64 it knows what more than 65,534 files need. Sizes beyond 4 GiB no module has: Go takes 500 MiB at most.</remarks>
internal static class ZipDirectory
{
    /// <summary>The most entries that are read. The largest modules have some ten thousand.</summary>
    public const int MostEntries = 250_000;

    private const uint EndSignature = 0x06054b50;
    private const uint LocatorSignature = 0x07064b50;
    private const uint LongEndSignature = 0x06064b50;
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int LongEndLength = 56;
    private const int LongestComment = ushort.MaxValue;

    /// <summary>The entries as they stand there; null when there is no such directory, or it is not whole.</summary>
    public static List<ZipEntry>? Read(ZipBytes zip)
    {
        if (FindEnd(zip) is not var (count, size, offset, end) || count > MostEntries || count * ZipEntry.ShortestHeader > size
            || offset < 0 || offset + size != end || zip.Slice(offset, size) is not { } rest)
        {
            return null;
        }

        var entries = new List<ZipEntry>((int)count);
        while (entries.Count < count)
        {
            if (ZipEntry.Read(ref rest) is not { } entry)
            {
                return null;
            }

            entries.Add(entry);
        }

        return rest.IsEmpty ? entries : null;
    }

    /// <summary>What the end record says, the last one that could be it, and where what ends the directory begins.</summary>
    private static (long Count, long Size, long Offset, long End)? FindEnd(ZipBytes zip)
    {
        var from = Math.Max(0, zip.Length - EndLength - LongestComment);
        var tail = zip.Slice(from, zip.Length - from)!.Value.Span;
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail[at..]) != EndSignature)
            {
                continue;
            }

            var record = tail[at..];
            if (EndLength + BinaryPrimitives.ReadUInt16LittleEndian(record[20..]) > record.Length)
            {
                return null;
            }

            var (count, size, offset) = (
                BinaryPrimitives.ReadUInt16LittleEndian(record[10..]), BinaryPrimitives.ReadUInt32LittleEndian(record[12..]), BinaryPrimitives.ReadUInt32LittleEndian(record[16..]));
            return count == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue
                ? FindLongEnd(zip, from + at)
                : (count, size, offset, from + at);
        }

        return null;
    }

    private static (long, long, long, long)? FindLongEnd(ZipBytes zip, long end)
    {
        Span<byte> locator = stackalloc byte[LocatorLength];
        Span<byte> record = stackalloc byte[LongEndLength];
        if (!zip.TryRead(end - LocatorLength, locator) || BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorSignature)
        {
            return null;
        }

        var at = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        if (!zip.TryRead(at, record) || BinaryPrimitives.ReadUInt32LittleEndian(record) != LongEndSignature)
        {
            return null;
        }

        var (count, size, offset) = (
            BinaryPrimitives.ReadInt64LittleEndian(record[32..]), BinaryPrimitives.ReadInt64LittleEndian(record[40..]), BinaryPrimitives.ReadInt64LittleEndian(record[48..]));
        return count < 0 || size < 0 || offset < 0 || size > zip.Length || offset > zip.Length ? null : (count, size, offset, at);
    }
}
