using Gateway.Access.Advisories;
using Gateway.Settings;

namespace Gateway.Ops;

/// <summary>What an operator is shown of an advisory feed, as JSON.</summary>
/// <param name="Name">Its name in the settings.</param>
/// <param name="Source">Where it is read from.</param>
/// <param name="State"><c>current</c>; <c>old</c> when the source cannot be read and what was known holds; <c>unread</c> when nothing is known.</param>
/// <param name="Advisories">How many are in force.</param>
/// <param name="Modules">How many modules they are about.</param>
/// <param name="Read">When they were read.</param>
/// <param name="Confirmed">When the source last said that they hold.</param>
/// <param name="Trouble">Why the last reading failed; null when it did not.</param>
/// <param name="Failing">Since when no reading succeeds; null when the last one did.</param>
/// <param name="Failures">How many have failed one after the other.</param>
/// <param name="WhenUnread">What holds while nothing is known: <c>Serve</c> or <c>Refuse</c>.</param>
/// <param name="Rules">The rules that ask it.</param>
/// <param name="Denied">Requests that were denied for them since the start.</param>
/// <param name="Warned">Requests that were answered with a warning.</param>
/// <param name="Met">The versions that were denied or warned of, the latest first.</param>
internal sealed record AdvisoryFeedAnswer(
    string Name,
    string Source,
    string State,
    int Advisories,
    int Modules,
    DateTimeOffset? Read,
    DateTimeOffset? Confirmed,
    string? Trouble,
    DateTimeOffset? Failing,
    int Failures,
    string WhenUnread,
    IReadOnlyList<string> Rules,
    long Denied,
    long Warned,
    IReadOnlyList<AdvisoryMeeting> Met)
{
    public static AdvisoryFeedAnswer Of(AdvisoryFeed feed, GatewaySettings settings)
    {
        var state = feed.State;
        return new AdvisoryFeedAnswer(
            feed.Name,
            feed.Options.Source,
            state.Index is null ? "unread" : state.Trouble is null ? "current" : "old",
            state.Index?.Advisories.Count ?? 0,
            state.Index?.Modules ?? 0,
            state.Read,
            state.Confirmed,
            state.Trouble,
            state.Failing,
            state.Failures,
            $"{feed.Options.WhenUnread}",
            [.. settings.Access.Rules.Where(rule => rule.Advisories.Feed.Equals(feed.Name, StringComparison.OrdinalIgnoreCase)).Select(rule => rule.Id)],
            feed.Tally.Denied,
            feed.Tally.Warned,
            feed.Tally.Latest);
    }
}
