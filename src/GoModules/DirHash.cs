using System.Security.Cryptography;
using System.Text;

namespace GoModules;

/// <summary>The <c>h1:</c> hash of a module's zip, as go.sum has it: of the files in it, and not of how they are packed.</summary>
/// <remarks>golang.org/x/mod/sumdb/dirhash, Hash1: SHA-256 over lines of <c>HASH  NAME</c>, sorted by name.</remarks>
public static class DirHash
{
    private static readonly Dictionary<long, HashedFile> Nothing = [];

    /// <summary>
    /// The hash; null for what is no zip, whose files cannot be had whole, and what holds more than <paramref name="mostBytes"/> when unpacked.
    /// Never throws. It takes time in proportion to that bound, whatever the zip says of itself.
    /// </summary>
    public static string? OfZip(ReadOnlyMemory<byte> zip, long mostBytes) => OfZip(ZipBytes.Of(zip), mostBytes, Nothing, HashedFile.NewBuffer());

    /// <summary>The hash of a go.mod, as the lines of go.sum that end in <c>/go.mod</c> have it.</summary>
    public static string OfGoMod(ReadOnlySpan<byte> content) =>
        "h1:" + Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(content)) + "  go.mod\n")));

    /// <summary>The hash, with what was hashed already by the places of its headers.</summary>
    internal static string? OfZip(ZipBytes zip, long mostBytes, IReadOnlyDictionary<long, HashedFile> known, byte[] buffer)
    {
        if (ZipDirectory.Read(zip) is not { } entries)
        {
            return null;
        }

        // Of several files of one name Go reads the last, as often as there are.
        var last = new Dictionary<ZipEntry, ZipEntry>(ZipEntry.SameName);
        entries.ForEach(entry => last[entry] = entry);
        if (last.Values.Sum(entry => (long)entry.PackedSize) > zip.Length || last.Values.Sum(entry => (long)entry.Size) > mostBytes)
        {
            // Files that lie over each other, or unpack to more than there is time for.
            return null;
        }

        var hashes = new Dictionary<ZipEntry, string>(ZipEntry.SameName);
        foreach (var entry in last.Values)
        {
            if (entry.Name.Span.Contains((byte)'\n') || HashOf(zip, entry, known.GetValueOrDefault(entry.Header), buffer) is not { } hash)
            {
                return null;
            }

            hashes[entry] = Convert.ToHexStringLower(hash);
        }

        entries.Sort(static (one, other) => one.Name.Span.SequenceCompareTo(other.Name.Span));
        using var lines = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in entries)
        {
            lines.AppendData(Encoding.ASCII.GetBytes(hashes[entry] + "  "));
            lines.AppendData(entry.Name.Span);
            lines.AppendData("\n"u8);
        }

        return "h1:" + Convert.ToBase64String(lines.GetHashAndReset());
    }

    private static byte[]? HashOf(ZipBytes zip, ZipEntry entry, HashedFile? known, byte[] buffer)
    {
        if (entry.FindBody(zip) is not { } start)
        {
            return null;
        }

        if (entry.IsFolder)
        {
            return entry.Size == 0 ? SHA256.HashData([]) : null;
        }

        var isKnown = known is not null && known.Start == start && known.PackedSize == entry.PackedSize && known.IsDeflated == entry.IsDeflated && known.Size == entry.Size;
        var file = isKnown ? known : HashedFile.Of(zip, start, entry.PackedSize, entry.IsDeflated, entry.Size, buffer);
        return file is not null && entry.Agrees(file.Checksum, zip, start) ? file.Hash : null;
    }
}
