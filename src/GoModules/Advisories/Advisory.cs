namespace GoModules.Advisories;

/// <summary>One report of a vulnerability in Go modules, as OSV documents tell of it.</summary>
/// <param name="Id">Its name in the database it comes from: <c>GO-2024-2687</c>.</param>
/// <param name="Aliases">Its names in others: <c>CVE-2023-45288</c>.</param>
/// <param name="Summary">What it is about, in the words of whoever wrote it; empty when nobody says.</param>
/// <param name="Severity">How bad it is; null when nobody says, as in Go's own database.</param>
/// <param name="Affected">The modules it is about.</param>
public sealed record Advisory(string Id, IReadOnlyList<string> Aliases, string Summary, AdvisorySeverity? Severity, IReadOnlyList<AffectedModule> Affected)
{
    /// <summary>Whether this is one of its names, in any case.</summary>
    public bool IsCalled(string name) => Id.Equals(name, StringComparison.OrdinalIgnoreCase) || Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);
}
