using Gateway.Access.Advisories;
using Gateway.Checksums;
using Gateway.Mirroring;
using Gateway.Settings;

namespace Gateway.Ops.Views;

/// <summary>Finds what wants to be looked at of checksums, advisories and mirrors: what no request has to fail for.</summary>
internal sealed class GuardNotices(ChecksumAlarms alarms, AdvisoryFeeds feeds, Mirrors mirrors, TimeProvider time)
{
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    public IEnumerable<Notice> Of(GatewaySettings settings) =>
        [.. Alarms(), .. Databases(settings), .. Feeds(settings), .. Mirrors()];

    private IEnumerable<Notice> Alarms()
    {
        var since = time.GetUtcNow() - Lately;
        var latest = alarms.Latest.Where(alarm => alarm.Time > since).ToList();
        if (latest is [var last, ..])
        {
            yield return Notice.Error($"{(latest.Count == 1 ? "Something was" : $"{latest.Count} times something was")} not what it should be in the last hour: {last.Module}@{last.Version} ({last.File}) from {last.Source}.", Notice.Checks);
        }
    }

    private IEnumerable<Notice> Databases(GatewaySettings settings)
    {
        if (ChecksumSource.FindName(settings) is not { } name || alarms.Find(name) is not { WhyAway: { } trouble } standing)
        {
            yield break;
        }

        var refusing = settings.Checksums.OnFailure != UnverifiedPolicy.Refuse ? []
            : settings.Modules.Routes.Where(route => route.Checksums == ChecksumMode.Enforce).Select(route => route.Name).ToList();
        yield return refusing.Count > 0
            ? Notice.Error($"{name} {trouble}: what is not kept of {string.Join(", ", refusing)} is refused since {standing.Since:u}.", Notice.Checks)
            : Notice.Warning($"{name} {trouble}: what comes is not checked, and not kept, since {standing.Since:u}.", Notice.Checks);
    }

    private IEnumerable<Notice> Feeds(GatewaySettings settings) =>
        from feed in feeds.All.OrderBy(feed => feed.Name, StringComparer.Ordinal)
        let state = feed.State
        where state.Trouble is not null
        let isAsked = settings.Access.Rules.Any(rule => rule.Advisories.Feed.Equals(feed.Name, StringComparison.OrdinalIgnoreCase))
        select state.Index is not null ? Notice.Warning($"The advisory feed {feed.Name} is of {state.Confirmed:u}: {state.Trouble}.", Notice.Checks)
            : isAsked && feed.Options.WhenUnread == UnreadFeed.Refuse ? Notice.Error($"The advisory feed {feed.Name} was never read, and what a rule asks it about is refused: {state.Trouble}.", Notice.Checks)
            : Notice.Warning($"The advisory feed {feed.Name} was never read, and nothing is held back for it: {state.Trouble}.", Notice.Checks);

    private IEnumerable<Notice> Mirrors() =>
        from mirror in mirrors.All
        let why = mirror.WhyLeftAlone ?? (mirror.HasNobody ? $"no destination of {mirror.Options.Cluster} gets requests" : null)
        where why is not null
        select Notice.Warning($"The mirror {mirror.Name} gets no copies, which no client feels: {why}.", Notice.Mirrors);
}
