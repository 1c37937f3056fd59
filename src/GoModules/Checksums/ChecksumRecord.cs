using System.Globalization;
using System.Text;

namespace GoModules.Checksums;

/// <summary>A record of a checksum database: the lines of go.sum for one version.</summary>
/// <param name="Number">Its number in the tree.</param>
/// <param name="Text">The lines, byte for byte, the last line ending included.</param>
public sealed record ChecksumRecord(long Number, byte[] Text)
{
    /// <summary>Reads what a database answers to <c>lookup/</c>: number, record, an empty line, and a signed tree head. Null for every other text.</summary>
    public static (ChecksumRecord Record, byte[] SignedHead)? Parse(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf((byte)'\n');
        if (end < 0 || !long.TryParse(answer[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var rest = answer[(end + 1)..];
        var blank = rest.IndexOf("\n\n"u8);
        if (blank < 0 || !SignedNote.IsText(rest[..(blank + 1)]) || rest[0] == '\n')
        {
            return null;
        }

        return (new ChecksumRecord(number, rest[..(blank + 1)].ToArray()), rest[(blank + 2)..].ToArray());
    }

    /// <summary>The <c>h1:</c> hash of a version's zip; null when the record has none.</summary>
    public string? FindZip(string module, string version) => Find($"{module} {version} ");

    /// <summary>The <c>h1:</c> hash of a version's go.mod; null when the record has none.</summary>
    public string? FindGoMod(string module, string version) => Find($"{module} {version}/go.mod ");

    private string? Find(string prefix)
    {
        foreach (var line in Encoding.UTF8.GetString(Text).Split('\n'))
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal) && line.AsSpan(prefix.Length).StartsWith("h1:", StringComparison.Ordinal))
            {
                return line[prefix.Length..];
            }
        }

        return null;
    }
}
