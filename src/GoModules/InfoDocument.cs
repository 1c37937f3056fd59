using System.Globalization;
using System.Text.Json;

namespace GoModules;

/// <summary>The JSON body of <c>.info</c> and <c>@latest</c>: <c>{"Version":"v1.0.0","Time":"…"}</c>.</summary>
public static class InfoDocument
{
    // As deep as encoding/json goes.
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 10000 };

    /// <summary>
    /// The version that the go command reads: the last field of that name, whatever its case. Null when the body is not one JSON
    /// object, has no such field, or an empty one, or one that is no string. A byte-order mark makes it no JSON, as in Go. Never throws.
    /// </summary>
    public static string? FindVersion(ReadOnlySpan<byte> json) => FindText(json, "version") is { Length: > 0 } version ? version : null;

    /// <summary>
    /// When the version was made. Null when the body does not say so in the words of RFC 3339, or says the first moment of all, which is
    /// how Go writes that it does not know. Never throws.
    /// </summary>
    public static DateTimeOffset? FindTime(ReadOnlySpan<byte> json) =>
        FindText(json, "time") is { Length: >= 20 } text && text[10] is 'T' or 't'
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        && time.Year > 1
            ? time
            : null;

    private static string? FindText(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Strict);
            return FindText(ref reader, name);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no Unicode.
            return null;
        }
    }

    private static string? FindText(ref Utf8JsonReader reader, string name)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        string? text = null;
        var isSound = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMeant = IsName(reader.GetString()!, name);
            reader.Read();
            if (isMeant && reader.TokenType == JsonTokenType.String)
            {
                text = reader.GetString();
            }

            // A null leaves what was there, as Go has it.
            isSound &= !isMeant || reader.TokenType is JsonTokenType.String or JsonTokenType.Null;
            reader.Skip();
        }

        // Throws when anything follows the object.
        reader.Read();
        return isSound ? text : null;
    }

    // encoding/json folds case as Unicode does, where the long s is one of the two lower-case forms of S. Without it a document
    // could show us one version and go another.
    private static bool IsName(string written, string name) => written.Replace('\u017F', 's').Equals(name, StringComparison.OrdinalIgnoreCase);
}
