using System.Net;
using Gateway.Access;
using Gateway.Access.Rules;
using Gateway.Caching;
using Gateway.Edge;
using Gateway.Upstreams;
using GoModules;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Telemetry;

/// <summary>A request that is over, and what became of it. Holds no body.</summary>
internal readonly record struct PastRequest
{
    // What clients send beside the protocol is as long as they like.
    private const int LongestText = 256;

    public required DateTimeOffset At { get; init; }

    /// <summary>The number that its id spells. A text for each of 2,000 would outlive its request, and made a collection last 1.7 ms in place of 0.8.</summary>
    public required ulong Number { get; init; }

    public string Id => RequestId.ToText(Number);

    public string? TraceId { get; init; }

    public required string Listener { get; init; }

    public required Caller Caller { get; init; }

    public IPAddress? Client { get; init; }

    public string? UserAgent { get; init; }

    public required string Method { get; init; }

    /// <summary>What was asked for; null when it was no request of the protocol.</summary>
    public GoRequest? Request { get; init; }

    /// <summary>The same as it was written, when it was none.</summary>
    public string? Path { get; init; }

    public string? Route { get; init; }

    public Lane? Lane { get; init; }

    public Decision? Decision { get; init; }

    public required string Outcome { get; init; }

    public CacheOutcome? Cache { get; init; }

    public string? Cluster { get; init; }

    public required PastAttempts Attempts { get; init; }

    public required int Status { get; init; }

    public required long Bytes { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether it repeats a refused one, as <c>go</c> does at once.</summary>
    public bool IsTwin { get; init; }

    /// <summary>What the client was told when it was refused; null when it was not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether somebody may look for it afterwards without knowing its id.</summary>
    public bool IsNotable { get; init; }

    public static PastRequest Of(HttpContext context, Visit visit, string outcome, DateTimeOffset now, TimeSpan elapsed)
    {
        var attempts = visit.Attempts;
        return new PastRequest
        {
            At = now - elapsed,
            // It was named before it was measured.
            Number = RequestId.ToNumber(RequestId.Of(context))!.Value,
            // Its text is made anew every time: only where somebody may follow it.
            TraceId = System.Diagnostics.Activity.Current is { Recorded: true } span ? span.TraceId.ToHexString() : null,
            Listener = visit.Connection.Listener.Name,
            Caller = visit.Caller,
            Client = context.Connection.RemoteIpAddress,
            UserAgent = Shorten(context.Request.Headers.UserAgent),
            Method = context.Request.Method,
            Request = visit.IsPassedThrough ? null : visit.Request,
            Path = visit.Request is null || visit.IsPassedThrough ? Shorten(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0]) : null,
            Route = visit.Route,
            Lane = visit.Lane,
            Decision = visit.Decision,
            Outcome = outcome,
            Cache = visit.Outcome,
            Cluster = visit.Cluster,
            Attempts = PastAttempts.Of(attempts),
            Status = context.Response.StatusCode,
            Bytes = visit.Bytes,
            Elapsed = elapsed,
            IsTwin = visit.Twin is not null,
            Refusal = visit.Refusal,
            IsNotable = outcome is RequestOutcome.Failed or RequestOutcome.CutOff or RequestOutcome.Denied or RequestOutcome.Unauthenticated or RequestOutcome.Limited
                || visit.Outcome == CacheOutcome.StaleIfError
                || OutcomeTable.HasOutage(attempts),
        };
    }

    private static string? Shorten(string? text) => text is { Length: > LongestText } ? text[..LongestText] : text;
}
