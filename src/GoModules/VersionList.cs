using System.Text;

namespace GoModules;

/// <summary>The body of <c>@v/list</c> with nothing in it but what the go command reads.</summary>
/// <remarks>
/// A line counts when its first field is a semantic version; a second field, a time, is kept, more are not (cmd/go,
/// proxyRepo.Versions). go passes over other lines in silence, so that a page in HTML reads as a module without versions.
/// </remarks>
public sealed record VersionList
{
    private const int LongestOnStack = 256;

    private VersionList(byte[] body, int kept, int dropped)
    {
        Body = body;
        Kept = kept;
        Dropped = dropped;
    }

    /// <summary>
    /// The lines that were kept, each ended by <c>\n</c> (the last one only if it was); the very bytes of the input when those
    /// were clean.
    /// </summary>
    public byte[] Body { get; }

    /// <summary>How many lines name a version.</summary>
    public int Kept { get; }

    /// <summary>How many lines say something else. Blank ones are left out without being counted.</summary>
    public int Dropped { get; }

    /// <summary>Reads a body of any content. Never throws.</summary>
    public static VersionList Clean(ReadOnlySpan<byte> body)
    {
        var output = new MemoryStream(body.Length);
        var (kept, dropped) = (0, 0);
        for (var rest = body; !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];

            var version = TakeField(ref line);
            if (!IsVersion(version))
            {
                dropped += version.IsEmpty ? 0 : 1;
                continue;
            }

            kept++;
            output.Write(version);
            if (TakeField(ref line) is { IsEmpty: false } time)
            {
                output.WriteByte((byte)' ');
                output.Write(time);
            }

            if (end >= 0)
            {
                output.WriteByte((byte)'\n');
            }
        }

        return new VersionList(output.ToArray(), kept, dropped);
    }

    /// <summary>Takes the next field off a line; empty when there is none.</summary>
    private static ReadOnlySpan<byte> TakeField(ref ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t\r\v\f"u8);
        var end = line.IndexOfAny(" \t\r\v\f"u8);
        var field = end < 0 ? line : line[..end];
        line = line[field.Length..];
        return field;
    }

    private static bool IsVersion(ReadOnlySpan<byte> field)
    {
        var text = field.Length <= LongestOnStack ? stackalloc char[LongestOnStack] : new char[field.Length];
        return SemanticParts.TryParse(text[..Encoding.Latin1.GetChars(field, text)], out _);
    }
}
