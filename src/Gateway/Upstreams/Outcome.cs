using Gateway.Exchanging;

namespace Gateway.Upstreams;

/// <summary>How an attempt ended, and what is known about it.</summary>
/// <param name="Kind">What decides.</param>
/// <param name="Reason">One of a closed set of words for metrics and traces: <c>answer</c>, <c>refused</c>, <c>status-503</c>…</param>
/// <param name="Words">The same for people: "answered 503", "refused the connection".</param>
internal sealed record Outcome(OutcomeKind Kind, string Reason, string Words)
{
    /// <summary>What the cluster said for people, cleaned; null when it said nothing readable.</summary>
    public string? UpstreamText { get; init; }

    /// <summary>How long the cluster wants to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The answer, for <see cref="OutcomeKind.Answer"/> alone.</summary>
    public UpstreamAnswer? Answer { get; init; }

    public static Outcome Of(UpstreamAnswer answer) => new(OutcomeKind.Answer, "answer", "answered") { Answer = answer };

    public static Outcome ClientGone { get; } = new(OutcomeKind.ClientGone, "client-gone", "the client went away");

    /// <summary>The reason where a caller's token was not exchanged, by his fault or not.</summary>
    public const string ExchangeRefused = "exchange-refused";

    public const string ExchangeFailed = "exchange-failed";

    /// <summary>A cluster that is told who asks does not know him.</summary>
    public static Outcome CallerRefused { get; } = new(OutcomeKind.Forbidden, "caller-refused", "refused whoever asks (401)");

    /// <summary>The cluster was not asked, because there is no token for it.</summary>
    public static Outcome NoToken(ExchangeFault fault) =>
        new(fault.IsRefusal ? OutcomeKind.Forbidden : OutcomeKind.NoToken, fault.IsRefusal ? ExchangeRefused : ExchangeFailed, fault.Words);

    public static Outcome Outrun { get; } = new(OutcomeKind.Outrun, "outrun", "was slower than another");

    public static Outcome TimedOut(TimeSpan patience) =>
        new(OutcomeKind.TimedOut, "timeout", $"sent nothing for {(patience.TotalSeconds < 10 ? $"{patience.TotalSeconds:0.#}" : $"{patience.TotalSeconds:0}")} s");

    public static Outcome WrongBody(string words) => new(OutcomeKind.WrongBody, "wrong-body", words);
}
