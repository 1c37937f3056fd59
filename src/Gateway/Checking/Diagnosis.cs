using System.Globalization;
using Gateway.Upstreams;

namespace Gateway.Checking;

/// <summary>Says what is wrong with a destination by what it showed, and names the setting to change.</summary>
internal static class Diagnosis
{
    private static readonly TimeSpan LargestSkew = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndsSoon = TimeSpan.FromDays(14);

    public static IEnumerable<LiveFault> Of(LiveSight sight, DateTimeOffset now) =>
    [
        .. OfConversation(sight, now) is { } silence ? [silence] : OfAnswers(sight),
        .. OfClock(sight),
        .. OfTime(sight, now),
    ];

    /// <summary>Why there was no conversation; null when there was one.</summary>
    private static LiveFault? OfConversation(LiveSight sight, DateTimeOffset now)
    {
        if (sight.Answers.FirstOrDefault(answer => answer.Outcome.Kind == OutcomeKind.Unreachable)?.Outcome is not { } outcome)
        {
            return null;
        }

        var address = sight.Destination.Address;
        return outcome.Reason switch
        {
            "dns" => new($"the host name {address.Host} cannot be resolved", $"correct {sight.AddressKey}, or the name server that this machine asks"),
            "refused" or "connect" => new($"it {outcome.Words}", $"start it, open the way to port {address.Port}, or correct {sight.AddressKey}"),
            "tls" => CertificateFault.Of(sight, outcome, now),
            "proxy" => new($"it {outcome.Words}", $"correct HttpClient:WebProxy:Address of ReverseProxy:Clusters:{sight.Upstream.Name}"),
            _ when address.Scheme == Uri.UriSchemeHttp => new($"it {outcome.Words}", $"if it speaks https, say so in {sight.AddressKey}"),
            _ => new($"it {outcome.Words}", $"if it asks for a client certificate, name one in {sight.Key}:Certificate and {sight.Key}:Key"),
        };
    }

    private static IEnumerable<LiveFault> OfAnswers(LiveSight sight)
    {
        var bad = sight.Answers.Where(answer => !answer.IsGood && answer.Question.IsThere).ToList();
        if (sight.OtherBase is { } other)
        {
            return [new($"modules are not served at {sight.Destination.Address}, but at {other}: its base path is wrong", $"set {sight.AddressKey} to {other}")];
        }

        // One fault for all that was treated alike.
        return bad.GroupBy(answer => (answer.Outcome.Kind, answer.Outcome.Reason)).Select(alike => AnswerFault.Of(sight, [.. alike]))
            .Concat(sight.Find("absent") is { IsGood: false } absent && bad.All(answer => answer.Outcome.Kind != absent.Outcome.Kind) ? [AnswerFault.OfAbsent(sight, absent)] : []);
    }

    private static IEnumerable<LiveFault> OfClock(LiveSight sight) => sight.ClockSkew is { } skew && skew.Duration() > LargestSkew
        ? [new($"its clock is {Shown(skew.Duration())} {(skew > TimeSpan.Zero ? "ahead of" : "behind")} this machine's", "set the clock that is wrong (NTP): tokens, certificates and signed redirects go by it")]
        : [];

    private static IEnumerable<LiveFault> OfTime(LiveSight sight, DateTimeOffset now) =>
        sight.Certificate?.Until is { } until && now < until && until - now < EndsSoon
            ? [new($"its certificate ends on {until.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)}", "have it renewed there")]
            : [];

    private static string Shown(TimeSpan time) =>
        time.TotalDays >= 2 ? $"{time.TotalDays:0} days" : time.TotalHours >= 2 ? $"{time.TotalHours:0} hours" : $"{time.TotalMinutes:0.#} minutes";
}
