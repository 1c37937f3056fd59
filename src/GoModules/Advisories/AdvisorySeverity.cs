namespace GoModules.Advisories;

/// <summary>How bad an advisory is: the qualitative ratings of CVSS, which GitHub's advisories use as well.</summary>
public enum AdvisorySeverity
{
    Low,
    Moderate,
    High,
    Critical,
}
