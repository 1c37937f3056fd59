using Gateway.Access.Advisories;

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
/// <param name="Denied">Requests that were denied for them since the start.</param>
/// <param name="Warned">Requests that were answered with a warning.</param>
internal sealed record AdvisoryFeedAnswer(
    string Name, string Source, string State, int Advisories, int Modules, DateTimeOffset? Read, DateTimeOffset? Confirmed, string? Trouble, long Denied, long Warned)
{
    public static AdvisoryFeedAnswer Of(AdvisoryFeed feed)
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
            feed.Tally.Denied,
            feed.Tally.Warned);
    }
}
