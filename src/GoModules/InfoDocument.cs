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
    public static string? FindVersion(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Strict);
            return FindVersion(ref reader);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no Unicode.
            return null;
        }
    }

    private static string? FindVersion(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        string? version = null;
        var isSound = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = IsVersionName(reader.GetString()!);
            reader.Read();
            if (isVersion && reader.TokenType == JsonTokenType.String)
            {
                version = reader.GetString();
            }

            // A null leaves what was there, as Go has it.
            isSound &= !isVersion || reader.TokenType is JsonTokenType.String or JsonTokenType.Null;
            reader.Skip();
        }

        // Throws when anything follows the object.
        reader.Read();
        return isSound && version is not "" ? version : null;
    }

    // encoding/json folds case as Unicode does, where the long s is one of the two lower-case forms of S. Without it a document
    // could show us one version and go another.
    private static bool IsVersionName(string name) => name.Replace('\u017F', 's').Equals("version", StringComparison.OrdinalIgnoreCase);
}
