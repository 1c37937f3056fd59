using System.ComponentModel.DataAnnotations;
using Gateway.Settings;

namespace Gateway.Limits;

/// <summary>How much is given to whom. Section <c>Limits</c>. Every gateway counts for itself; the repetitions that <c>go</c> makes of refusals do not count.</summary>
internal sealed class LimitsOptions
{
    /// <summary>The longest that a request over a limit waits for its turn; then it is refused with 429, which <c>go</c> never tries again. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaximumWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Requests that wait for their turn at once, of all callers together; further ones are refused. Default 10000.</summary>
    [Range(0, 1_000_000)]
    public int MostWaiting { get; init; } = 10_000;

    /// <summary>Callers, and addresses, that are told apart; beyond it the newcomers share one account. Who asks for nothing is forgotten. Default 100000.</summary>
    [Range(1, 10_000_000)]
    public int MostAccounts { get; init; } = 100_000;

    /// <summary>The longest that a request may take from its head to its last byte; then it is cut off. Default an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan LongestRequest { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What each caller may have: by subject where it is known who asks, else by address (IPv6 by /64). Section <c>Caller</c>.</summary>
    public CallerLimits Caller { get; init; } = new();

    /// <summary>What each address (IPv6: each /64) may ask before it is known who asks. Section <c>Address</c>.</summary>
    public AddressLimits Address { get; init; } = new();

    /// <summary>What follows from wrong credentials. Section <c>Failures</c>.</summary>
    public FailureLimits Failures { get; init; } = new();

    /// <summary>What holds for connections. Section <c>Connections</c>; it changes at the next start.</summary>
    [TakesEffect(Effect.AtStart)]
    public ConnectionLimits Connections { get; init; } = new();
}
