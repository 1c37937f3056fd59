using Gateway.Settings;
using GoModules;
using GoModules.Licenses;

namespace Gateway.Access.Rules;

/// <summary>What can be wrong in what a rule says of licences.</summary>
internal static class LicenseRules
{
    public static void Check(string rulesKey, RuleOptions rule, List<string> faults)
    {
        var (key, options) = ($"{rulesKey}:Licenses", rule.Licenses);
        if (!rule.AsksLicense)
        {
            if (options.Exemptions.Count > 0 || options.WarnOnly)
            {
                faults.Add($"{key} has neither Allow nor Deny; the licences that pass or do not are needed, such as MIT or AGPL-*.");
            }

            return;
        }

        CheckEntries($"{key}:Allow", options.Allow, faults);
        CheckEntries($"{key}:Deny", options.Deny, faults);
        if (rule.Effect == RuleEffect.Allow || rule.MinimumAge > TimeSpan.Zero || rule.Advisories.Feed.Length > 0)
        {
            faults.Add($"{key} makes a rule be about licences alone; Effect is Deny there, and MinimumAge and Advisories are in rules of their own.");
        }

        if (rule.Kinds.Count > 0 && !rule.Kinds.Contains(GoRequestKind.Zip))
        {
            faults.Add($"{key} is set and Kinds is {string.Join(", ", rule.Kinds)}; licences stand in zips, so name Zip or leave Kinds out.");
        }

        for (var index = 0; index < options.Exemptions.Count; index++)
        {
            ExemptionRules.Check($"{key}:Exemptions:{index}", options.Exemptions[index], LicenseTerms.IsEntry, "a licence such as AGPL-3.0", faults);
        }
    }

    private static void CheckEntries(string key, IReadOnlyList<string> entries, List<string> faults) =>
        faults.AddRange(from entry in entries
                        where !LicenseTerms.IsEntry(entry)
                        select $"{key} has \"{entry}\"; an SPDX id such as Apache-2.0, several as GPL-*, LicenseRef-…, or {ModuleLicenses.UnknownName} is needed.{DidYouMean.Sentence(entry, Names)}");

    private static IEnumerable<string> Names => LicenseCatalog.BuiltIn.Licenses.Select(license => license.Name).Append(ModuleLicenses.UnknownName);
}
