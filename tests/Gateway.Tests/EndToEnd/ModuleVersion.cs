using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Tests.EndToEnd;

/// <summary>A version of a module, spelled as people spell it.</summary>
internal sealed partial record ModuleVersion(string Path, string Version)
{
    private static readonly DateTimeOffset LongAgo = new(2022, 2, 2, 2, 2, 2, TimeSpan.Zero);

    /// <summary>When it was committed; a pseudo-version says so itself.</summary>
    public DateTimeOffset Time => PseudoTime().Match(Version) is { Success: true } pseudo
        ? DateTimeOffset.ParseExact(pseudo.Groups[1].Value, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
        : LongAgo;

    /// <summary>Pseudo-versions are not listed.</summary>
    public bool IsPseudo => PseudoTime().IsMatch(Version);

    /// <summary>How a path or version is written in addresses and file names.</summary>
    public static string Escape(string pathOrVersion) =>
        UpperCase().Replace(pathOrVersion, letter => "!" + letter.Value.ToLowerInvariant());

    /// <summary>The other way round.</summary>
    public static string Unescape(string escaped) =>
        Escaped().Replace(escaped, letter => letter.Groups[1].Value.ToUpperInvariant());

    public override string ToString() => $"{Path}@{Version}";

    [GeneratedRegex("[-.]([0-9]{14})-[0-9a-f]{12}$")]
    private static partial Regex PseudoTime();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex UpperCase();

    [GeneratedRegex("!([a-z])")]
    private static partial Regex Escaped();
}
