namespace GoModules;

/// <summary>What a word after the <c>@</c> asks for (go.dev/ref/mod#version-queries).</summary>
public enum VersionQueryKind
{
    /// <summary><c>latest</c>: the highest release, else the highest prerelease, else the newest commit.</summary>
    Latest,

    /// <summary><c>upgrade</c>: as latest, but never lower than what is in use.</summary>
    Upgrade,

    /// <summary><c>patch</c>: the latest with the same major and minor version as what is in use.</summary>
    Patch,

    /// <summary><c>v1</c> or <c>v1.2</c>: the highest version that begins so.</summary>
    Prefix,

    /// <summary><c>&lt;v1.2.3</c> and the like: the version nearest to the bound.</summary>
    Comparison,

    /// <summary>A semantic version in full.</summary>
    Exact,

    /// <summary>Anything else: a branch, a tag or a commit.</summary>
    Revision,

    /// <summary>A comparison that go refuses: with what is no version, or one that leaves open what it means (<c>&lt;=v1.2</c>).</summary>
    Malformed,
}
