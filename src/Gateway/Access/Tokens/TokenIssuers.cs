using System.Collections.Frozen;

namespace Gateway.Access.Tokens;

/// <summary>The issuers of the settings in force. One that the settings still name as before keeps its keys.</summary>
internal sealed class TokenIssuers(RememberedTokens remembered, TokenMetrics metrics, TimeProvider time, ILogger<Issuer> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private volatile State _state = new(TokenPlan.None, FrozenDictionary<string, Issuer>.Empty);

    /// <summary>The issuers, by what stands in <c>iss</c>.</summary>
    /// <param name="plan">The plan of the request's snapshot; a later one that is in force already wins.</param>
    public IReadOnlyDictionary<string, Issuer> Of(TokenPlan plan)
    {
        var state = _state;
        return ReferenceEquals(state.Plan, plan) || plan.Number < state.Plan.Number ? state.Issuers : Replace(plan);
    }

    /// <summary>Whether no later plan has taken a plan's place.</summary>
    public bool AreOf(TokenPlan plan) => plan.Number >= _state.Plan.Number;

    public void Dispose()
    {
        foreach (var issuer in _state.Issuers.Values)
        {
            issuer.Dispose();
        }
    }

    private FrozenDictionary<string, Issuer> Replace(TokenPlan plan)
    {
        lock (_gate)
        {
            var (before, issuers) = _state;
            if (plan.Number <= before.Number)
            {
                return issuers;
            }

            var now = plan.Issuers.ToFrozenDictionary(
                issuer => issuer.Options.Authority,
                issuer => issuers.GetValueOrDefault(issuer.Options.Authority) is { } kept && kept.Plan.Text == issuer.Text
                    ? kept
                    : new Issuer(issuer, remembered, metrics, time, logger),
                StringComparer.Ordinal);
            _state = new State(plan, now);
            if (!plan.IsSameAs(before))
            {
                remembered.Clear();
            }

            foreach (var gone in issuers.Values.Except(now.Values))
            {
                gone.Dispose();
            }

            return now;
        }
    }

    private sealed record State(TokenPlan Plan, FrozenDictionary<string, Issuer> Issuers);
}
