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

    private readonly ConcurrentDictionary<(string Chain, string Module), DateTimeOffset> _spoke = new();

    /// <summary>The chain, in which no "not found" is final for a module that another than its first cluster spoke of lately.</summary>
    public Chain Apply(Chain chain, GoRequest request) =>
        chain.NotFound == Continuation.Final && request.HasCanonicalVersion && !request.IsChecksum
        && _spoke.TryGetValue((chain.Name, request.Module), out var at) && time.GetUtcNow() - at < Remembered
            ? chain with { NotFound = Continuation.Next }
            : chain;

    /// <summary>Remembers an answer of another than the first cluster, those on trial left aside.</summary>
    public void Learn(Walk walk)
    {
        var request = walk.Request;
        if (walk.Attempts[^1] is not { Outcome.Kind: OutcomeKind.Answer } answered || answered.Upstream == walk.Chain.Upstreams[walk.Chain.OnTrial.Count] || request.IsChecksum)
        {
            return;
        }

        if (_spoke.Count >= Most)
        {
            _spoke.Clear();
        }

        _spoke[(walk.Chain.Name, request.Module)] = time.GetUtcNow();
    }
}
