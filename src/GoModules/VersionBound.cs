using System.Diagnostics.CodeAnalysis;

namespace GoModules;

/// <summary>One comparison of a range: an operator and the version it compares with, as the go command reads it.</summary>
internal readonly record struct VersionBound
{
    private string Operator { get; init; }

    private string Version { get; init; }

    public static bool TryParse(ReadOnlySpan<char> text, out VersionBound bound, [NotNullWhen(false)] out string? fault)
    {
        var sign = text switch
        {
            ['<', '=', ..] => "<=",
            ['>', '=', ..] => ">=",
            ['<', ..] => "<",
            ['>', ..] => ">",
            _ => "",
        };
        var version = text[sign.Length..].ToString();
        bound = new VersionBound { Operator = sign, Version = version };
        fault = FindFault(sign, version);
        return fault is null;
    }

    public bool Contains(string version)
    {
        var order = SemanticVersion.Compare(version, Version);
        return Operator switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            _ => IsPrefix(Version) ? order >= 0 && BeginsWith(version) : order == 0,
        };
    }

    private static string? FindFault(string sign, string version)
    {
        if (!SemanticVersion.IsValid(version))
        {
            return $"\"{version}\" is no semantic version such as v1.2.3";
        }

        // v1.2 alone means every v1.2.x, so that nobody can say whether <=v1.2 holds v1.2.3. The go command refuses it too.
        return sign is "<=" or ">" && IsPrefix(version)
            ? $"\"{sign}{version}\" is ambiguous: write the version in full, such as {sign}{SemanticVersion.Canonical(version)}"
            : null;
    }

    private static bool IsPrefix(string version) => SemanticParts.TryParse(version, out var parts) && parts.Numbers < 3;

    private bool BeginsWith(string version) =>
        version.Length > Version.Length && version[Version.Length] == '.' && version.StartsWith(Version, StringComparison.Ordinal);
}
