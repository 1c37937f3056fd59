namespace Gateway.Access.Rules;

/// <summary>Finds rules that can never decide, because one before them takes all that they would. Only what is sure from the text.</summary>
internal static class RuleCover
{
    public static IEnumerable<(string Rule, string Earlier)> Find(IReadOnlyList<RuleOptions> rules)
    {
        for (var index = 1; index < rules.Count; index++)
        {
            for (var before = 0; before < index; before++)
            {
                if (Covers(rules[before], rules[index]))
                {
                    yield return (rules[index].Id, rules[before].Id);
                    break;
                }
            }
        }
    }

    private static bool Covers(RuleOptions wide, RuleOptions narrow) =>
        DecidesAll(wide)
        && CoversWho(wide.Who, narrow.Who)
        && CoversNames(wide.Hosts, narrow.Hosts) && CoversNames(wide.Networks, narrow.Networks)
        && CoversNames(wide.Listeners, narrow.Listeners) && CoversNames(wide.Routes, narrow.Routes)
        && Covers(wide.Kinds, narrow.Kinds, kind => wide.Kinds.Contains(kind))
        && (wide.Actions.Count == 0 ? wide.Effect == RuleEffect.Deny || narrow.Actions.Count == 0 : ActionsOf(narrow).All(wide.Actions.Contains))
        && CoversSubject(wide, narrow);

    private static bool DecidesAll(RuleOptions rule) =>
        rule.Versions.Length == 0 && rule.Advisories.Feed.Length == 0 && !rule.AsksLicense && (rule.Effect == RuleEffect.Allow || rule.MinimumAge == TimeSpan.Zero);

    private static IReadOnlyList<RuleAction> ActionsOf(RuleOptions rule) =>
        rule.Actions.Count > 0 ? rule.Actions : rule.Effect == RuleEffect.Allow ? [RuleAction.Read] : [RuleAction.Read, RuleAction.Publish];

    // An Allow of all modules does not give private ones to nobody in particular; one that names some may still do so.
    private static bool CoversSubject(RuleOptions wide, RuleOptions narrow) =>
        wide is { Modules.Count: 0, Paths.Count: 0 } ? wide.Effect == RuleEffect.Deny
        : narrow.Modules.Count + narrow.Paths.Count > 0
            && narrow.Modules.SelectMany(entry => entry.Split(',')).All(pattern => wide.Modules.SelectMany(entry => entry.Split(',')).Any(
                other => RuleModules.Covers(other, pattern) && (wide.Effect == RuleEffect.Deny || RuleModules.IsByName(other))))
            && narrow.Paths.All(path => wide.Paths.Any(other => other == path || (other.EndsWith('*') && RulePath.Matches(other, path))));

    private static bool CoversWho(IReadOnlyList<string> wide, IReadOnlyList<string> narrow) =>
        wide.Contains("anyone") || Covers(wide, narrow, entry => wide.Contains(entry) || (wide.Contains("identified") && WhoEntry.Parse(entry, out _) is { NeedsIdentity: true }));

    private static bool CoversNames(IReadOnlyList<string> wide, IReadOnlyList<string> narrow) => Covers(wide, narrow, name => wide.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static bool Covers<T>(IReadOnlyList<T> wide, IReadOnlyList<T> narrow, Func<T, bool> has) => wide.Count == 0 || (narrow.Count > 0 && narrow.All(has));
}
