using Gateway.Access.Tokens;
using Gateway.Settings;

namespace Gateway.Exchanging;

/// <summary>Gets callers tokens for the clusters that want such (<c>ForwardIdentity: Exchange</c>).</summary>
internal sealed class TokenExchanges(TokenIssuers issuers, CurrentSnapshot current, ExchangeMetrics metrics, ILogger<TokenExchange> logger, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TokenExchange> _exchanges = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A token for a cluster; null when the caller has shown none that could be exchanged, and gets what everybody gets there.</summary>
    /// <exception cref="OperationCanceledException">The caller went away; what was asked for is remembered all the same.</exception>
    public async ValueTask<ExchangeReply?> FindAsync(ExchangePlan plan, PassableToken? token, CancellationToken cancellation) =>
        token is null ? null : await Of(plan).FindAsync(token, issuers.Of(current.Value.Tokens).GetValueOrDefault(token.Caller.Issuer)).WaitAsync(cancellation);

    /// <summary>The cluster does not take the token that was had for a caller.</summary>
    public void Forget(ExchangePlan plan, PassableToken token) => Of(plan).Forget(token);

    public void Dispose()
    {
        foreach (var exchange in _exchanges.Values)
        {
            exchange.Dispose();
        }
    }

    private TokenExchange Of(ExchangePlan plan)
    {
        lock (_gate)
        {
            if (_exchanges.TryGetValue(plan.Cluster, out var known))
            {
                if (ReferenceEquals(known.Plan, plan) || known.Plan.Text == plan.Text)
                {
                    return known;
                }

                known.Dispose();
            }

            return _exchanges[plan.Cluster] = new TokenExchange(plan, metrics, logger, time);
        }
    }
}
