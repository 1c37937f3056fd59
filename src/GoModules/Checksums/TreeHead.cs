using System.Globalization;
using System.Text;

namespace GoModules.Checksums;

/// <summary>What a checksum database signs: how many records its tree has, and the hash of all of them (golang.org/x/mod/sumdb/tlog, Tree).</summary>
/// <param name="Size">How many records there are.</param>
/// <param name="Hash">The hash, 32 bytes in standard base64.</param>
public sealed record TreeHead(long Size, string Hash)
{
    private const string Title = "go.sum database tree";
    private const int Longest = 1_000_000;

    /// <summary>Reads the text of a note: title, size, hash, a line each; lines of a later format may follow. Null for every other text.</summary>
    public static TreeHead? Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length > Longest || Encoding.UTF8.GetString(text).Split('\n', 4) is not [Title, var size, var hash, _])
        {
            return null;
        }

        return long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && size == number.ToString(CultureInfo.InvariantCulture)
            && SignedNote.Decode(hash) is { Length: MerkleHash.Length } bytes
            ? new TreeHead(number, Convert.ToBase64String(bytes))
            : null;
    }
}
