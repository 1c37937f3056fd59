namespace Gateway.Access.Rules;

/// <summary>An exemption from a rule about advisories or licences; all lists must hold. An item of <c>Exemptions</c> there.</summary>
internal sealed class ExemptionOptions
{
    /// <summary>The advisories, by any of their names (<c>GO-2024-2687</c>, <c>CVE-2023-45288</c>), or the licences, as the lists of the rule write them. Default all.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Patterns, as in GOPRIVATE, of modules. Default all that the rule is about.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Who gets it, as in <c>Who</c> of a rule. Default anyone.</summary>
    public IReadOnlyList<string> Who { get; init; } = [];

    /// <summary>Its last day, in UTC: <c>2027-01-31</c>. No default: what is meant to end, ends.</summary>
    public string Until { get; init; } = "";

    /// <summary>Why, for whoever reads the settings. Default none.</summary>
    public string Reason { get; init; } = "";
}
