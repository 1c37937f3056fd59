using Gateway.Access.Advisories;
using Gateway.Upstreams;
using GoModules.Advisories;

namespace Gateway.Access.Rules;

/// <summary>Decides where a rule looks at the advisories about a version. Every time anew: what a feed says may have changed since.</summary>
internal sealed class KnownVulnerabilities(AdvisoryFeeds feeds, AdvisoriesMetrics metrics, TimeProvider time)
{
    private const int MostNamed = 3;

    /// <summary>What a rule with a feed says of a version.</summary>
    /// <param name="plan">What holds for the caller and the module, with the exemptions that are for them.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="module">The module.</param>
    /// <param name="version">The version.</param>
    /// <param name="isAsked">Whether the version itself is asked for, and not only looked at for a list.</param>
    /// <returns>The refusal, or what the caller should be told besides; both null where there is nothing to say.</returns>
    public (Decision? Denied, AdvisoryNotice? Notice) Find(RulePlan plan, Rule rule, string module, string version, bool isAsked)
    {
        var feed = feeds.Find(rule.Options.Advisories.Feed);
        if (feed?.State.Index is not { } index)
        {
            return feed is { Options.WhenUnread: UnreadFeed.Serve } ? (null, null) : (rule.Verdict with
            {
                IsOutage = true,
                Detail = $"it asks the advisory feed \"{rule.Options.Advisories.Feed}\", which could not be read yet",
            }, null);
        }

        var found = index.Find(module, version);
        var bad = found.Count == 0 ? [] : found.Where(advisory => IsBadEnough(rule.Options.Advisories, advisory)).ToList();
        if (bad.Count == 0)
        {
            return (null, null);
        }

        var now = time.GetUtcNow();
        var denying = rule.Options.Advisories.WarnOnly ? [] : bad.Where(advisory => !IsExempt(plan, rule, advisory, now)).ToList();
        var isDenied = denying.Count > 0;
        var told = isDenied ? denying : bad;
        var notice = new AdvisoryNotice([.. told.Select(advisory => advisory.Id)], index.FindFix(module, version));
        if (isAsked)
        {
            metrics.Met(feed.Name, rule.Id, isDenied);
            feed.Tally.Count(rule.Id, module, version, isDenied, notice.Ids, notice.Fix);
        }

        return isDenied ? (rule.Verdict with { Detail = Words(denying, notice.Fix), Notice = notice }, null) : (null, notice);
    }

    /// <summary>Whether a feed names this very version as mended, and no advisory is about it.</summary>
    public bool IsFix(string feed, string module, string version) => feeds.Find(feed)?.State.Index?.IsFix(module, version) == true;

    private static bool IsBadEnough(RuleAdvisoriesOptions options, Advisory advisory) => (advisory.Severity ?? options.Unrated) >= options.Severity;

    private static bool IsExempt(RulePlan plan, Rule rule, Advisory advisory, DateTimeOffset now)
    {
        foreach (var (exempted, exemption) in plan.Exemptions)
        {
            if (exempted == rule && exemption.Covers(advisory, now))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One line for <c>go</c> to print: which advisories, where it is mended, what it is about.</summary>
    private static string Words(List<Advisory> bad, string? fix)
    {
        var names = string.Join(", ", bad.Take(MostNamed).Select(advisory => advisory.Id));
        var more = bad.Count > MostNamed ? $" and {bad.Count - MostNamed} more" : "";
        var alias = bad.Count == 1 && bad[0].Aliases.FirstOrDefault(name => name.StartsWith("CVE-", StringComparison.Ordinal)) is { } cve ? $" ({cve})" : "";
        var mended = fix is null ? "no fixed version is known" : $"fixed in {fix}";
        return $"{names}{more}{alias}, {mended}{(bad.Count == 1 && UpstreamText.Clean(bad[0].Summary) is { } summary ? $": {summary}" : "")}";
    }
}
