namespace GoModules.Tests.Oracle;

/// <summary>What x/mod says about a text as a module path.</summary>
public sealed record PathAnswer(bool IsValid, string? Escaped, string? Unescaped, bool Splits, string Prefix, string Major);

/// <summary>What x/mod says about a text as a version.</summary>
public sealed record VersionAnswer(
    bool IsValid,
    string SemCanonical,
    string Major,
    string MajorMinor,
    string Prerelease,
    string Build,
    string Canonical,
    string? Escaped,
    string? Unescaped,
    bool IsPseudo,
    string? PseudoBase,
    string? PseudoTime,
    string PseudoRevision);

/// <summary>What x/mod says about a module path together with a version.</summary>
public sealed record PairAnswer(bool IsCanonical, bool MatchesMajor);
