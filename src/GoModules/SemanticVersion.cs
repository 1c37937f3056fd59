namespace GoModules;

/// <summary>
/// Semantic versions as Go writes them: with a <c>v</c> in front, and <c>v1</c> and <c>v1.2</c> for short
/// (golang.org/x/mod/semver).
/// </summary>
/// <remarks>What is no semantic version has empty parts and comes before all that are.</remarks>
public static class SemanticVersion
{
    /// <summary>Whether it is one, short or in full.</summary>
    public static bool IsValid(string version) => SemanticParts.TryParse(version, out _);

    /// <summary>Less than, equal to or greater than zero by the precedence of semver.org; build metadata does not count.</summary>
    public static int Compare(string left, string right)
    {
        var isLeftValid = SemanticParts.TryParse(left, out var a);
        var isRightValid = SemanticParts.TryParse(right, out var b);
        if (!isLeftValid || !isRightValid)
        {
            return isLeftValid.CompareTo(isRightValid);
        }

        return CompareNumbers(a.Major, b.Major) is not 0 and var major ? major
            : CompareNumbers(a.Minor, b.Minor) is not 0 and var minor ? minor
            : CompareNumbers(a.Patch, b.Patch) is not 0 and var patch ? patch
            : ComparePrereleases(a.Prerelease, b.Prerelease);
    }

    /// <summary>All three numbers and the prerelease: <c>v1</c> is <c>v1.0.0</c>, <c>v1.2.3+meta</c> is <c>v1.2.3</c>.</summary>
    public static string Canonical(string version)
    {
        if (!SemanticParts.TryParse(version, out var parts))
        {
            return "";
        }

        return parts.Numbers switch
        {
            1 => version + ".0.0",
            2 => version + ".0",
            _ => version[..^parts.Build.Length],
        };
    }

    /// <summary><c>v1</c> of <c>v1.2.3</c>.</summary>
    public static string Major(string version) => SemanticParts.TryParse(version, out var parts) ? version[..(1 + parts.Major.Length)] : "";

    /// <summary><c>v1.2</c> of <c>v1.2.3</c>, <c>v1.0</c> of <c>v1</c>.</summary>
    public static string MajorMinor(string version) =>
        SemanticParts.TryParse(version, out var parts) ? $"v{parts.Major}.{parts.Minor}" : "";

    /// <summary><c>-rc.1</c> of <c>v1.2.3-rc.1+meta</c>.</summary>
    public static string Prerelease(string version) => SemanticParts.TryParse(version, out var parts) ? parts.Prerelease.ToString() : "";

    /// <summary><c>+meta</c> of <c>v1.2.3-rc.1+meta</c>.</summary>
    public static string Build(string version) => SemanticParts.TryParse(version, out var parts) ? parts.Build.ToString() : "";

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        // Without leading zeros the longer number is the greater one, however many digits there are.
        var byLength = left.Length.CompareTo(right.Length);
        return byLength != 0 ? byLength : Math.Sign(left.SequenceCompareTo(right));
    }

    private static int ComparePrereleases(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            // A release comes after its prereleases.
            return left.IsEmpty.CompareTo(right.IsEmpty);
        }

        while (!left.IsEmpty && !right.IsEmpty)
        {
            var byIdentifier = CompareIdentifiers(TakeIdentifier(ref left), TakeIdentifier(ref right));
            if (byIdentifier != 0)
            {
                return byIdentifier;
            }
        }

        return right.IsEmpty.CompareTo(left.IsEmpty);
    }

    private static int CompareIdentifiers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var isLeftNumber = SemanticParts.IsNumber(left);
        if (isLeftNumber != SemanticParts.IsNumber(right))
        {
            return isLeftNumber ? -1 : 1;
        }

        return isLeftNumber ? CompareNumbers(left, right) : Math.Sign(left.SequenceCompareTo(right));
    }

    /// <summary>Takes the next identifier off, without the <c>-</c> or <c>.</c> in front of it.</summary>
    private static ReadOnlySpan<char> TakeIdentifier(ref ReadOnlySpan<char> rest)
    {
        var body = rest[1..];
        var dot = body.IndexOf('.');
        rest = dot < 0 ? default : body[dot..];
        return dot < 0 ? body : body[..dot];
    }
}
