using System.Text;

namespace Gateway.Caching;

/// <summary>Which keys and tags can be kept: those that every tier tells apart from all others.</summary>
internal static class TieredKeys
{
    public static bool IsKey(string key) => key.Length is > 0 and <= TieredOptions.LongestKey && IsPlain(key);

    /// <summary>The tags of a value, each once. Null: one of them cannot be kept, and so the value cannot.</summary>
    /// <exception cref="ArgumentException">A tag is empty, or is the one that every value has.</exception>
    public static string[]? Tags(IEnumerable<string>? tags)
    {
        var distinct = tags is null ? [] : tags.Distinct(StringComparer.Ordinal).ToArray();
        if (distinct.Any(tag => string.IsNullOrWhiteSpace(tag) || tag == PurgeStamps.Everything))
        {
            throw new ArgumentException($"A tag is neither empty nor \"{PurgeStamps.Everything}\", which every value has.", nameof(tags));
        }

        return distinct.Length <= TieredOptions.MostTags && distinct.All(IsKey) ? distinct : null;
    }

    private static bool IsPlain(string text) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0
        && text.AsSpan().IndexOfAnyInRange('\x7f', '\x9f') < 0
        && (text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0 || IsWellFormed(text));

    // Half of a surrogate pair has no bytes of its own: two keys would become one.
    private static bool IsWellFormed(string text)
    {
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[consumed..];
        }

        return true;
    }
}
