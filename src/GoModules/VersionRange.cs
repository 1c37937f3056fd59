using System.Diagnostics.CodeAnalysis;

namespace GoModules;

/// <summary>A set of versions in writing: <c>&gt;=v1.2.0 &lt;v1.5.0 || v2.0.1</c>.</summary>
/// <remarks>
/// Comparisons side by side must all hold, of alternatives joined by <c>||</c> one. A bare version stands for itself, and a
/// short one (<c>v1.2</c>) for every version from <c>v1.2.0</c> on that begins so. The order is that of semantic versions, so
/// <c>&lt;v2</c> holds <c>v2.0.0-rc.1</c> and build metadata, <c>+incompatible</c> too, makes no difference.
/// </remarks>
public sealed class VersionRange
{
    private readonly VersionBound[][] _alternatives;
    private readonly string _text;

    private VersionRange(VersionBound[][] alternatives, string text)
    {
        _alternatives = alternatives;
        _text = text;
    }

    /// <summary>Reads a range; when that fails, the fault is a clause that names what is wrong with the text.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VersionRange? range, [NotNullWhen(false)] out string? fault)
    {
        range = null;
        fault = null;
        var alternatives = new List<VersionBound[]>();
        foreach (var alternative in text.Split("||"))
        {
            if (!TryParseAlternative(alternative, out var bounds, out fault))
            {
                return false;
            }

            alternatives.Add(bounds);
        }

        range = new VersionRange([.. alternatives], text);
        return true;
    }

    /// <summary>Whether the version is in the range. What is no semantic version (a branch, a hash) is in none.</summary>
    public bool Contains(string version)
    {
        if (!SemanticVersion.IsValid(version))
        {
            return false;
        }

        foreach (var bounds in _alternatives)
        {
            if (AllContain(bounds, version))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The range as it was written.</summary>
    public override string ToString() => _text;

    private static bool AllContain(VersionBound[] bounds, string version)
    {
        foreach (var bound in bounds)
        {
            if (!bound.Contains(version))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryParseAlternative(
        string text, [NotNullWhen(true)] out VersionBound[]? bounds, [NotNullWhen(false)] out string? fault)
    {
        bounds = null;
        fault = null;
        var words = Words(text);
        if (words.Count == 0)
        {
            fault = "there is no version where one belongs";
            return false;
        }

        var found = new VersionBound[words.Count];
        for (var i = 0; i < found.Length; i++)
        {
            if (!VersionBound.TryParse(words[i], out found[i], out fault))
            {
                return false;
            }
        }

        bounds = found;
        return true;
    }

    /// <summary>
    /// The comparisons of an alternative; an operator that stands alone (<c>&gt;= v1.0.0</c>) takes the version after it.
    /// </summary>
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (words is [.., ("<" or "<=" or ">" or ">=") and var sign])
            {
                words[^1] = sign + word;
                continue;
            }

            words.Add(word);
        }

        return words;
    }
}
