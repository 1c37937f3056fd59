using Gateway.Settings;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>Asks the clusters of a chain in order until one of them answers. <see cref="OutcomeTable"/> decides at every step.</summary>
/// <remarks>
/// Nothing is sent to the client before an answer is found right, so every attempt can be taken back. Another destination of a
/// cluster is asked before the next cluster; no destination is asked twice before everybody was asked once.
/// </remarks>
internal sealed class Failover(Hedging hedging, DestinationPicker picker, BackOff backOff, AnswerAffinity affinity, FastestFirst fastest, MissedArtifacts missed, DistrustedAnswers distrusted, TimeProvider time)
{
    /// <summary>Asks until somebody answers or nobody is left. The caller disposes the answer.</summary>
    public async Task<FetchResult> FetchAsync(
        GoRequest request, Chain chain, GatewaySettings settings, Asker asker, Revalidation? known, CancellationToken cancellation)
    {
        var walk = new Walk(request, fastest.Apply(affinity.Apply(chain, request)), settings, asker, known, time, cancellation);
        do
        {
            foreach (var (upstream, destination) in InTurn(walk))
            {
                walk.Take(await hedging.AskAsync(walk, upstream, destination), upstream);
            }
        }
        while (await backOff.WaitAsync(walk));

        affinity.Learn(walk);
        missed.Learn(walk);
        return walk.End();
    }

    /// <summary>Whom a request would be asked of now, in order: all that is known without asking. Changes nothing.</summary>
    public Outlook Foresee(GoRequest request, Chain chain, GatewaySettings settings, Asker asker)
    {
        var walk = new Walk(request, fastest.Foresee(affinity.Apply(chain, request)), settings, asker, null, time, CancellationToken.None);
        var stops = new List<OutlookStop>();
        foreach (var upstream in walk.Chain.Upstreams)
        {
            var skipped = FindSkip(upstream, request);
            var candidates = skipped is not null ? [] : picker.FindCandidates(upstream, walk, evenUnhealthy: walk.IsLast(upstream));
            skipped ??= candidates.Count == 0 ? NobodyToAsk(upstream) : null;
            stops.Add(new OutlookStop(upstream, [.. candidates.Select(destination => walk.Ask(upstream, destination))], skipped));
            if (skipped is null)
            {
                continue;
            }

            walk.Add(new Attempt(upstream, null, skipped));
            if (OutcomeTable.Next(skipped.Kind, walk.Chain, upstream) == NextStep.End)
            {
                break;
            }
        }

        return new Outlook(walk.Chain, stops, stops.TrueForAll(stop => stop.Skipped is not null) ? walk.End() : null);
    }

    /// <summary>Who is asked in a round. The next one is looked for by <see cref="Walk.Step"/>, what follows from the one before.</summary>
    private IEnumerable<(Upstream Upstream, Destination Destination)> InTurn(Walk walk)
    {
        foreach (var upstream in walk.Chain.Upstreams)
        {
            if (walk.IsDone(upstream))
            {
                continue;
            }

            walk.BeginTurn();
            if (FindSkip(upstream, walk.Request) is { } skipped)
            {
                walk.Take(new Attempt(upstream, null, skipped), upstream);
            }
            else
            {
                for (var asked = 0; asked < walk.AttemptsPerCluster && walk.Step == NextStep.NextDestination && !walk.IsExhausted; asked++)
                {
                    if (picker.Pick(upstream, walk, evenUnhealthy: walk.IsLast(upstream)) is { } destination)
                    {
                        yield return (upstream, destination);
                        continue;
                    }

                    if (asked == 0)
                    {
                        walk.Take(new Attempt(upstream, null, NobodyToAsk(upstream)), upstream);
                    }

                    break;
                }
            }

            if (walk.Step == NextStep.End || walk.IsExhausted)
            {
                yield break;
            }
        }
    }

    /// <summary>What a cluster would come to that need not be asked: it gave this wrong a while ago, or never has such a thing. Null when it is asked.</summary>
    private Outcome? FindSkip(Upstream upstream, GoRequest request) =>
        distrusted.Find(upstream.Name, request) is { } words ? new Outcome(OutcomeKind.WrongBody, "distrusted", words)
        : !upstream.Preset.HasLatest && request.Kind == GoRequestKind.Latest ? NoLatest
        : null;

    private Outcome NobodyToAsk(Upstream upstream) => picker.ShortestCooldown(upstream) is { } pause
        ? new Outcome(OutcomeKind.TooManyRequests, "cooling-down", "asked to be left alone for a while") { RetryAfter = pause }
        : new Outcome(OutcomeKind.NoDestination, "no-destination", WhyNobody(upstream));

    /// <summary>Why the destination is out that was lost last, for whoever reads the failed build.</summary>
    private static string WhyNobody(Upstream upstream) =>
        upstream.Destinations.Select(destination => destination.Standing).Where(standing => !standing.IsInRotation).MaxBy(standing => standing.Since) is { } lost
            ? $"is out of rotation: {lost.Evidence}"
            : "has no destination left to ask";

    private static Outcome NoLatest { get; } = new(OutcomeKind.NotFound, "not-found", "has no @latest: it serves plain files");
}
