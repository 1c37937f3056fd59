using GoModules;

namespace Gateway.Access.Rules;

/// <summary>What the rules say to one caller of one module: of its versions one by one, and of all that no rule has singled out.</summary>
/// <param name="ByVersion">The rules that look at the version, in order.</param>
/// <param name="Otherwise">What holds where none of them says anything.</param>
internal sealed record RulePlan(IReadOnlyList<Rule> ByVersion, Decision Otherwise)
{
    /// <summary>The exemptions from rules about advisories and licences that are for this caller and module, each with its rule.</summary>
    public IReadOnlyList<(Rule Rule, Exemption Exemption)> Exemptions { get; init; } = [];

    /// <summary>
    /// What holds for requests that are about no version, or for which it does not matter: whoever may have some version may see the list, and
    /// every <c>.mod</c> and checksum, because <c>go</c> reads those of each version that its graph mentions.
    /// </summary>
    public Decision OfModule { get; } = ByVersion.FirstOrDefault(rule => rule.IsAllow)?.Verdict ?? Otherwise;

    /// <summary>Whether some versions may be hidden from who sees the others.</summary>
    public bool MayHide => NamesVersions && OfModule.IsAllowed;

    /// <summary>Whether the age of versions matters.</summary>
    public bool LooksAtAge { get; } = ByVersion.Any(rule => rule.Options.MinimumAge > TimeSpan.Zero);

    /// <summary>Whether the licences of zips matter.</summary>
    public bool LooksAtLicenses { get; } = ByVersion.Any(rule => rule.Terms is not null);

    // A licence is not known before the zip is here, and lists must not hang on what was fetched before.
    private bool NamesVersions { get; } = ByVersion.Any(rule => rule.Terms is null);

    /// <summary>Whether the version decides about a request.</summary>
    public bool IsByVersion(GoRequest request) =>
        ByVersion.Count > 0 && request is { HasCanonicalVersion: true, Kind: GoRequestKind.Info or GoRequestKind.Zip };
}
