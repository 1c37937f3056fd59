using GoModules.Advisories;

namespace Gateway.Access.Rules;

/// <summary>Makes a <c>Deny</c> be about versions with known vulnerabilities alone. Section <c>Advisories</c> of a rule.</summary>
internal sealed class RuleAdvisoriesOptions
{
    /// <summary>The feed of the section <c>Advisories</c> that is asked. Default none: the rule has nothing to do with advisories.</summary>
    public string Feed { get; init; } = "";

    /// <summary>How bad an advisory has to be. Default <c>Low</c>: all of them.</summary>
    public AdvisorySeverity Severity { get; init; }

    /// <summary>What one counts as whose severity nobody says, which is every one of Go's own database. Default <c>Critical</c>.</summary>
    public AdvisorySeverity Unrated { get; init; } = AdvisorySeverity.Critical;

    /// <summary>Whether versions are served all the same, with a header and in the audit log. Default false.</summary>
    public bool WarnOnly { get; init; }

    /// <summary>What is served for now although it is affected. Default nothing.</summary>
    public IReadOnlyList<ExemptionOptions> Exemptions { get; init; } = [];
}
