using Gateway.Access.Advisories;

namespace Gateway.Ops;

/// <summary>Shows every advisory feed: what is known of it, since when, and what requests met.</summary>
internal sealed class AdvisoriesEndpoint(AdvisoryFeeds feeds)
{
    public const string Path = "/api/advisories";

    public Task HandleAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => feeds.All.Select(AdvisoryFeedAnswer.Of));
}
