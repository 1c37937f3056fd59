using System.Buffers.Binary;

namespace GoModules;

/// <summary>The central directory of a zip (APPNOTE.TXT 4.3.12 and 4.3.16), without Zip64, which no module needs: Go takes 500 MiB at most.</summary>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054b50;
    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;

    /// <summary>The entries as they stand there; null when there is no such directory, or it is not whole.</summary>
    public static List<ZipEntry>? Read(ReadOnlyMemory<byte> zip)
    {
        if (FindEnd(zip.Span) is not { } end)
        {
            return null;
        }

        var record = zip.Span[end..];
        var (count, size, offset) = (
            BinaryPrimitives.ReadUInt16LittleEndian(record[10..]), BinaryPrimitives.ReadUInt32LittleEndian(record[12..]), BinaryPrimitives.ReadUInt32LittleEndian(record[16..]));
        if (count == ushort.MaxValue || offset + (long)size != end)
        {
            return null;
        }

        var entries = new List<ZipEntry>(Math.Min((int)count, (int)size / ZipEntry.ShortestHeader));
        var rest = zip[(int)offset..end];
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

    /// <summary>Where the end record begins: the last one that could be it.</summary>
    private static int? FindEnd(ReadOnlySpan<byte> zip)
    {
        for (var at = zip.Length - EndLength; at >= Math.Max(0, zip.Length - EndLength - LongestComment); at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(zip[at..]) == EndSignature)
            {
                return at + EndLength + BinaryPrimitives.ReadUInt16LittleEndian(zip[(at + 20)..]) <= zip.Length ? at : null;
            }
        }

        return null;
    }
}
