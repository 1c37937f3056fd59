using System.Globalization;

namespace GoModules;

/// <summary>
/// What a pseudo-version says: which commit it stands for, when that was made and which tag came before
/// (go.dev/ref/mod#pseudo-versions).
/// </summary>
public sealed record PseudoVersion
{
    private const string TimeFormat = "yyyyMMddHHmmss";

    private PseudoVersion()
    {
    }

    /// <summary>
    /// The tagged version before the commit, empty when there is none, null when the numbers allow none
    /// (module.PseudoVersionBase).
    /// </summary>
    public string? Base { get; private init; }

    /// <summary>When the commit was made, in UTC; null when the digits are no time (module.PseudoVersionTime).</summary>
    public DateTimeOffset? Time { get; private init; }

    /// <summary>The commit, for git the first twelve digits of its hash (module.PseudoVersionRev).</summary>
    public string Revision { get; private init; } = "";

    /// <summary>Takes a pseudo-version apart; null for every other version.</summary>
    public static PseudoVersion? Parse(string version)
    {
        if (!TrySplit(version, out var before, out var time, out var revision))
        {
            return null;
        }

        var isTime = DateTimeOffset.TryParseExact(
            time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment);
        return new PseudoVersion
        {
            Base = FindBase(before, SemanticVersion.Build(version)),
            Time = isTime ? moment : null,
            Revision = revision.ToString(),
        };
    }

    /// <summary>
    /// Splits <c>v1.2.4-0.20191109021931-daa7c04131f5</c> into <c>v1.2.4-0</c>, the time and the revision; build metadata is left out.
    /// </summary>
    internal static bool TrySplit(
        string version, out ReadOnlySpan<char> before, out ReadOnlySpan<char> time, out ReadOnlySpan<char> revision)
    {
        before = time = revision = default;
        if (!SemanticParts.TryParse(version, out var parts) || parts.Prerelease is not ['-', .. var prerelease])
        {
            return false;
        }

        var dash = prerelease.LastIndexOf('-');
        if (dash < TimeFormat.Length)
        {
            return false;
        }

        revision = prerelease[(dash + 1)..];
        time = prerelease[(dash - TimeFormat.Length)..dash];
        var lead = prerelease[..(dash - TimeFormat.Length)];
        if (revision.IsEmpty || revision.Contains('.') || time.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var isWithoutTag = lead.IsEmpty && parts.Minor is "0" && parts.Patch is "0";
        var length = version.Length - parts.Build.Length - (prerelease.Length - lead.Length) - 1;
        before = version.AsSpan(0, length);
        return isWithoutTag || lead is "0." || lead.EndsWith(".0.", StringComparison.Ordinal);
    }

    private static string? FindBase(ReadOnlySpan<char> before, string build)
    {
        var dash = before.IndexOf('-');
        if (dash < 0)
        {
            return build.Length == 0 ? "" : null;
        }

        if (before[dash..] is not "-0")
        {
            return $"{before[..^".0".Length]}{build}";
        }

        var patch = before[..dash].LastIndexOf('.') + 1;
        return Decrement(before[patch..dash]) is { } earlier ? $"{before[..patch]}{earlier}{build}" : null;
    }

    /// <summary>The number before, of any length; null before zero.</summary>
    private static string? Decrement(ReadOnlySpan<char> number)
    {
        if (number is "0")
        {
            return null;
        }

        Span<char> digits = number.ToArray();
        var last = digits.LastIndexOfAnyExcept('0');
        digits[last]--;
        digits[(last + 1)..].Fill('9');
        return digits is ['0', _, ..] ? digits[1..].ToString() : digits.ToString();
    }
}
