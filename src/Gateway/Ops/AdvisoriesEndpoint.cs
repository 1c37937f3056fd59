using Gateway.Access.Advisories;
using Gateway.Settings;

namespace Gateway.Ops;

/// <summary>Shows every advisory feed: what is known of it, since when, and what requests met.</summary>
internal sealed class AdvisoriesEndpoint(AdvisoryFeeds feeds, CurrentSnapshot current)
{
    public const string Path = "/api/advisories";

    public Task HandleAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => feeds.All.OrderBy(feed => feed.Name, StringComparer.Ordinal).Select(feed => AdvisoryFeedAnswer.Of(feed, current.Value.Settings)));
}
