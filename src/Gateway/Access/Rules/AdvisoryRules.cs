using Gateway.Settings;
using GoModules.Advisories;

namespace Gateway.Access.Rules;

/// <summary>What can be wrong in what a rule says of advisories.</summary>
internal static class AdvisoryRules
{
    public static void Check(string rulesKey, RuleOptions rule, GatewaySettings settings, List<string> faults)
    {
        CheckFixes($"{rulesKey}:FixesOf", rule, settings, faults);
        var (key, options) = ($"{rulesKey}:Advisories", rule.Advisories);
        if (options.Feed.Length == 0)
        {
            if (options.Exemptions.Count > 0 || options.WarnOnly)
            {
                faults.Add($"{key}:Feed is missing; the name of a feed in the section Advisories is needed.");
            }

            return;
        }

        CheckFeed($"{key}:Feed", options.Feed, settings, faults);
        if (rule.Effect == RuleEffect.Allow || rule.MinimumAge > TimeSpan.Zero)
        {
            faults.Add($"{key} makes a rule be about vulnerable versions alone; Effect is Deny there and MinimumAge in a rule of its own.");
        }

        for (var index = 0; index < options.Exemptions.Count; index++)
        {
            ExemptionRules.Check($"{key}:Exemptions:{index}", options.Exemptions[index], OsvDocument.IsId, "the name of an advisory such as GO-2024-2687", faults);
        }
    }

    private static void CheckFixes(string key, RuleOptions rule, GatewaySettings settings, List<string> faults)
    {
        if (rule.FixesOf.Length == 0)
        {
            return;
        }

        CheckFeed(key, rule.FixesOf, settings, faults);
        if (rule.MinimumAge == TimeSpan.Zero)
        {
            faults.Add($"{key} is set and MinimumAge is not; it exempts fixes from that age, so set both.");
        }
    }

    private static void CheckFeed(string key, string name, GatewaySettings settings, List<string> faults)
    {
        if (!settings.Advisories.ContainsKey(name))
        {
            faults.Add($"{key} is \"{name}\", which Advisories does not name ({string.Join(", ", settings.Advisories.Keys)}).{DidYouMean.Sentence(name, settings.Advisories.Keys)}");
        }
    }
}
