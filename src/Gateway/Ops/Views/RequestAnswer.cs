using Gateway.Caching;
using Gateway.Edge;
using Gateway.Telemetry;
using Gateway.Upstreams;

namespace Gateway.Ops.Views;

/// <summary>One request's whole journey, as JSON.</summary>
/// <param name="Id">Its id, as in <c>X-Request-ID</c> and in the texts of refusals.</param>
/// <param name="TraceId">Its trace, where that is sent to a collector.</param>
/// <param name="At">When it came in.</param>
/// <param name="Listener">Where.</param>
/// <param name="Method">Its method.</param>
/// <param name="Asked">What it asked for, as people write it.</param>
/// <param name="Kind">The kind of file; <c>other</c> where it was no request of the protocol.</param>
/// <param name="Module">The module; empty where it names none.</param>
/// <param name="Version">The version; empty where it names none.</param>
/// <param name="Decision"><c>allow</c>, <c>deny</c>, or empty where no rule was asked.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Reason">Why it was denied or failed, in a sentence; empty when it went well.</param>
/// <param name="Route">The route or checksum database that took it.</param>
/// <param name="Lane">Whether clusters on trial were asked: <c>stable</c> or <c>canary</c>.</param>
/// <param name="Cache">How the answer was come by: <c>hit</c>, <c>miss</c>, <c>joined</c>, <c>revalidating</c>, <c>stale-if-error</c>.</param>
/// <param name="Attempts">Who was asked, in order.</param>
/// <param name="Cluster">Who the answer came from.</param>
/// <param name="Outcome">What became of it: <c>served</c>, <c>denied</c>, <c>failed</c>….</param>
/// <param name="Status">The status.</param>
/// <param name="Bytes">Bytes of the body that were sent.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Twin">Whether it repeats a refused one, as <c>go</c> does at once.</param>
/// <param name="Asker">Who asked; null for whoever is no auditor.</param>
internal sealed record RequestAnswer(
    string Id,
    string? TraceId,
    DateTimeOffset At,
    string Listener,
    string Method,
    string Asked,
    string Kind,
    string Module,
    string Version,
    string Decision,
    string? Rule,
    string Reason,
    string? Route,
    string? Lane,
    string? Cache,
    IReadOnlyList<AttemptAnswer> Attempts,
    string? Cluster,
    string Outcome,
    int Status,
    long Bytes,
    double Milliseconds,
    bool Twin,
    AskerAnswer? Asker)
{
    public static RequestAnswer Of(PastRequest request, bool maySeeIdentities) => new(
        request.Id,
        request.TraceId,
        request.At,
        request.Listener,
        request.Method,
        request.Request is { } asked ? ErrorText.Describe(asked) : request.Path ?? "",
        RequestMetrics.Word(request.Request?.Kind),
        request.Request?.Module ?? "",
        request.Request?.Version ?? "",
        request.Decision is { } decision ? decision.IsAllowed ? "allow" : "deny" : "",
        request.Decision?.RuleId,
        ReasonOf(request),
        request.Route,
        request.Lane?.Word(),
        request.Cache is { } cache ? CachingMetrics.Word(cache) : null,
        [.. request.Attempts.All.Select(AttemptAnswer.Of)],
        request.Cluster,
        request.Outcome,
        request.Status,
        request.Bytes,
        Math.Round(request.Elapsed.TotalMilliseconds, 2),
        request.IsTwin,
        maySeeIdentities ? AskerAnswer.Of(request) : null);

    /// <summary>Never what the client was told: that may name it.</summary>
    private static string ReasonOf(PastRequest request) =>
        request.Decision is { IsAllowed: false } denied ? $"{(denied.RuleId is Access.Rules.Decision.ByDefault ? "no rule allows it" : denied.RuleId is Access.Rules.Decision.ByPrivacy ? "it is private, and nobody has said who asks" : $"rule {denied.RuleId}")}. {denied.Reason} {denied.Detail}".Trim()
        : request.Outcome switch
        {
            RequestOutcome.Unauthenticated => "no credentials, or none that are good",
            RequestOutcome.Limited => "it asked for too much",
            RequestOutcome.Denied => request.Attempts.All is [.., var last] ? $"{last.Cluster} {last.Words}" : "not for this client",
            RequestOutcome.CutOff => "the body broke on its way",
            _ => string.Join("; ", request.Attempts.All.Where(attempt => attempt.Outcome != "answer").CountBy(attempt => $"{attempt.Cluster} {attempt.Words}")
                .Select(said => said.Value > 1 ? $"{said.Key} ({said.Value} times)" : said.Key)),
        };
}
