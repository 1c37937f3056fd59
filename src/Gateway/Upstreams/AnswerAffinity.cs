using System.Collections.Concurrent;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>Remembers for a few minutes which cluster spoke of a module, so that a list is not followed by the 404 of one that is behind.</summary>
/// <remarks>
/// A cluster that comes earlier in the chain is still asked first, and its verdict is one: only its "not found" is not the last word
/// while a later cluster is known to have the module. To ask the later one first would walk around a firewall after every hiccup of it.
/// </remarks>
internal sealed class AnswerAffinity(TimeProvider time)
{
    private const int Most = 20_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<(string Chain, string Module, bool IsOnTrial), DateTimeOffset> _spoke = new();

    /// <summary>The chain, in which no "not found" is final for a module that another than its first cluster spoke of lately.</summary>
    public Chain Apply(Chain chain, GoRequest request)
    {
        if (!request.HasCanonicalVersion || request.IsChecksum)
        {
            return chain;
        }

        if (chain.NotFound == Continuation.Final && HasSpoken(chain, request, isOnTrial: false))
        {
            chain = chain with { NotFound = Continuation.Next };
        }

        return chain.OnTrial.Count > 0 && HasSpoken(chain, request, isOnTrial: true) ? chain with { HasTrialSpoken = true } : chain;
    }

    /// <summary>Remembers an answer of another than the first cluster; those on trial are counted apart.</summary>
    public void Learn(Walk walk)
    {
        var (request, chain) = (walk.Request, walk.Chain);
        if (walk.Attempts[^1] is not { Outcome.Kind: OutcomeKind.Answer } answered || answered.Upstream == chain.Upstreams[chain.OnTrial.Count] || request.IsChecksum)
        {
            return;
        }

        if (_spoke.Count >= Most)
        {
            _spoke.Clear();
        }

        _spoke[(chain.Name, request.Module, chain.OnTrial.Contains(answered.Upstream))] = time.GetUtcNow();
    }

    private bool HasSpoken(Chain chain, GoRequest request, bool isOnTrial) =>
        _spoke.TryGetValue((chain.Name, request.Module, isOnTrial), out var at) && time.GetUtcNow() - at < Remembered;
}
