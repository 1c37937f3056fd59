using Gateway.Upstreams;

namespace Gateway.Telemetry;

/// <summary>The attempts of a request that is over, in order.</summary>
/// <remarks>
/// One, as nearly always, is held in place. What is remembered of requests outlives them, and all that is allocated for it would be
/// moved by the next collection, while nobody is answered.
/// </remarks>
internal readonly struct PastAttempts
{
    private readonly PastAttempt? _only;
    private readonly PastAttempt[]? _several;

    private PastAttempts(PastAttempt? only, PastAttempt[]? several) => (_only, _several) = (only, several);

    /// <summary>All of them.</summary>
    public IReadOnlyList<PastAttempt> All => _only is { } only ? [only] : _several ?? [];

    public static PastAttempts Of(IReadOnlyList<Attempt> attempts) => attempts.Count switch
    {
        0 => default,
        1 => new(PastAttempt.Of(attempts[0]), null),
        _ => new(null, [.. attempts.Select(PastAttempt.Of)]),
    };
}
