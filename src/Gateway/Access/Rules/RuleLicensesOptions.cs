namespace Gateway.Access.Rules;

/// <summary>
/// Makes a <c>Deny</c> be about zips with some licences alone. Section <c>Licenses</c> of a rule. Licences are SPDX ids, with <c>*</c> for anything
/// (<c>AGPL-*</c>), or <c>Unknown</c> for what is no known text.
/// </summary>
internal sealed class RuleLicensesOptions
{
    /// <summary>The licences that pass: a zip in which another one is found is refused. Default all but those of <see cref="Deny"/>.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>The licences that do not pass. Default none but those that <see cref="Allow"/> does not name.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];

    /// <summary>Whether zips are served all the same, with a header and in the audit log. Default false.</summary>
    public bool WarnOnly { get; init; }

    /// <summary>What is served for now although its licence does not pass. Default nothing.</summary>
    public IReadOnlyList<ExemptionOptions> Exemptions { get; init; } = [];
}
