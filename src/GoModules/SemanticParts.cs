namespace GoModules;

/// <summary>A semantic version taken apart without copying.</summary>
/// <remarks>Prerelease and build keep their <c>-</c> and <c>+</c>; a number that was left out is <c>0</c>.</remarks>
internal readonly ref struct SemanticParts
{
    public ReadOnlySpan<char> Major { get; private init; }

    public ReadOnlySpan<char> Minor { get; private init; }

    public ReadOnlySpan<char> Patch { get; private init; }

    public ReadOnlySpan<char> Prerelease { get; private init; }

    public ReadOnlySpan<char> Build { get; private init; }

    /// <summary>How many of the three numbers were written.</summary>
    public int Numbers { get; private init; }

    public static bool TryParse(ReadOnlySpan<char> version, out SemanticParts parts)
    {
        parts = default;
        if (version is not ['v', .. var rest] || !TryTakeNumber(ref rest, out var major))
        {
            return false;
        }

        if (rest.IsEmpty)
        {
            parts = new SemanticParts { Major = major, Minor = "0", Patch = "0", Numbers = 1 };
            return true;
        }

        if (!TryTakeDottedNumber(ref rest, out var minor))
        {
            return false;
        }

        if (rest.IsEmpty)
        {
            parts = new SemanticParts { Major = major, Minor = minor, Patch = "0", Numbers = 2 };
            return true;
        }

        if (!TryTakeDottedNumber(ref rest, out var patch))
        {
            return false;
        }

        var plus = rest.IndexOf('+');
        var prerelease = plus < 0 ? rest : rest[..plus];
        var build = plus < 0 ? default : rest[plus..];
        parts = new SemanticParts { Major = major, Minor = minor, Patch = patch, Prerelease = prerelease, Build = build, Numbers = 3 };
        return IsSuffix(prerelease, '-') && IsSuffix(build, '+');
    }

    private static bool TryTakeDottedNumber(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> number)
    {
        number = default;
        if (rest[0] != '.')
        {
            return false;
        }

        rest = rest[1..];
        return TryTakeNumber(ref rest, out number);
    }

    private static bool TryTakeNumber(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> number)
    {
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        number = end < 0 ? rest : rest[..end];
        rest = rest[number.Length..];
        return number is ['0'] or [not '0', ..];
    }

    private static bool IsSuffix(ReadOnlySpan<char> suffix, char mark)
    {
        if (suffix.IsEmpty)
        {
            return true;
        }

        if (suffix[0] != mark)
        {
            return false;
        }

        var identifiers = suffix[1..];
        foreach (var range in identifiers.Split('.'))
        {
            var identifier = identifiers[range];
            if (!IsIdentifier(identifier) || (mark == '-' && identifier is ['0', _, ..] && IsNumber(identifier)))
            {
                return false;
            }
        }

        return true;
    }

    internal static bool IsNumber(ReadOnlySpan<char> identifier) => !identifier.ContainsAnyExceptInRange('0', '9');

    private static bool IsIdentifier(ReadOnlySpan<char> identifier)
    {
        foreach (var character in identifier)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-')
            {
                return false;
            }
        }

        return !identifier.IsEmpty;
    }
}
