using System.Collections.Concurrent;

namespace Gateway.Upstreams;

/// <summary>A budget for each cluster, per instance: one that is overloaded must not use up what another needs.</summary>
internal sealed class RetryBudgets(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, RetryBudget> _budgets = new(StringComparer.OrdinalIgnoreCase);

    public RetryBudget Of(Upstream upstream) => _budgets.GetOrAdd(upstream.Name, static (_, time) => new RetryBudget(time), time);
}
