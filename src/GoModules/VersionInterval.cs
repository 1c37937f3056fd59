namespace GoModules;

/// <summary>Versions from one to another, both included (modfile.VersionInterval).</summary>
/// <param name="Low">The first.</param>
/// <param name="High">The last.</param>
public readonly record struct VersionInterval(string Low, string High)
{
    /// <summary>Whether a version lies in it by the order of semantic versions.</summary>
    public bool Contains(string version) => SemanticVersion.Compare(Low, version) <= 0 && SemanticVersion.Compare(version, High) <= 0;
}
