using System.Runtime.CompilerServices;
using Gateway.Health;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>Asks a destination and, when it is slower than it usually is, one more: a silent one costs no more than one that refuses.</summary>
internal sealed class Hedging(Asking asking, DestinationPicker picker, RetryBudgets budgets, UpstreamMetrics metrics, TimeProvider time)
{
    // Until a destination's own pace is known.
    private static readonly TimeSpan UsualPace = TimeSpan.FromMilliseconds(250);

    // Enough for a probe that is sent at once, and for its answer.
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks; hands back the attempt that decides what follows, which is not yet part of the walk as all others are.</summary>
    public Task<Attempt> AskAsync(Walk walk, Upstream upstream, Destination destination) =>
        // Nothing is gained by watching the time where there is nobody else: 3% of a fetch. A zip's silence has the destination probed.
        HasOneDestination(walk, upstream) && walk.Request.Kind != GoRequestKind.Zip ? asking.AskAsync(walk, upstream, destination) : WatchAsync(walk, upstream, destination);

    private async Task<Attempt> WatchAsync(Walk walk, Upstream upstream, Destination destination)
    {
        using var first = new AttemptCancellation(walk.Cancellation);
        try
        {
            var asked = asking.AskAsync(walk, upstream, destination, first);
            using var firstSilent = GiveUpWhenSilent(walk, upstream, destination, first);
            var mayHedge = MayHedge(walk);
            if (mayHedge && !asked.IsCompleted)
            {
                await WaitAsync(asked, PaceOf(walk, destination));
            }

            if (!mayHedge || asked.IsCompleted || walk.Cancellation.IsCancellationRequested
                || (walk.Request.Kind == GoRequestKind.Zip && !await IsMuteAsync(walk, destination.Standing, asked))
                || FindOther(walk, upstream, destination) is not var (otherUpstream, other)
                || !budgets.Of(otherUpstream).TryTake(walk.Options))
            {
                return await asked;
            }

            destination.Standing.Suspect();
            metrics.Hedged(upstream);
            return await HedgeAsync(walk, asked, first, otherUpstream, other);
        }
        catch
        {
            // Whatever nobody thought of: it does not go on alone, without a clock.
            await first.CancelAsync();
            throw;
        }
    }

    /// <summary>Asks one more beside it. The first one's word counts before the second one's, unless only the second has an answer.</summary>
    private async Task<Attempt> HedgeAsync(Walk walk, Task<Attempt> asked, AttemptCancellation first, Upstream otherUpstream, Destination other)
    {
        using var second = new AttemptCancellation(walk.Cancellation);
        try
        {
            var hedge = asking.AskAsync(walk, otherUpstream, other, second);
            using var secondSilent = GiveUpWhenSilent(walk, otherUpstream, other, second);
            if (await Task.WhenAny(asked, hedge) == hedge && (await hedge).Outcome.Kind == OutcomeKind.Answer)
            {
                await first.GiveUpAsync(Outcome.Outrun);
            }

            var one = await asked;
            if (one.Outcome.Kind == OutcomeKind.Answer || OutcomeTable.Next(one.Outcome.Kind, walk.Chain, one.Upstream) == NextStep.End)
            {
                await second.GiveUpAsync(Outcome.Outrun);
                await DropAsync(walk, await hedge);
                return one;
            }

            walk.Add(one);
            return await hedge;
        }
        catch
        {
            // Nor does the hedge; who called ends the first one.
            await second.CancelAsync();
            throw;
        }
    }

    /// <summary>Whether the chain has a single destination.</summary>
    private static bool HasOneDestination(Walk walk, Upstream upstream) => walk.Chain.Upstreams.Count == 1 && upstream.Destinations.Count == 1;

    /// <summary>Whether another destination may be asked as well. Of a zip only where probes can tell a silent one from one that takes its time.</summary>
    private static bool MayHedge(Walk walk) =>
        walk.Options.Hedging && walk.Chain.Identity is null && (walk.Request.Kind != GoRequestKind.Zip || walk.Settings.Health.Probes);

    private static TimeSpan PaceOf(Walk walk, Destination destination)
    {
        var pace = destination.Standing.FirstByte.Slow ?? UsualPace;
        return pace > walk.Options.HedgeFloor ? pace : walk.Options.HedgeFloor;
    }

    /// <summary>Waits so long and no longer. Who goes away ends what he asked for, and with it the wait.</summary>
    private ConfiguredTaskAwaitable WaitAsync(Task asked, TimeSpan longest) =>
        asked.WaitAsync(longest, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Whether a destination says nothing to anybody. One that only takes its time for a zip is not helped by another one that does.</summary>
    private async Task<bool> IsMuteAsync(Walk walk, Standing standing, Task asked)
    {
        var begun = time.GetTimestamp();
        standing.Suspect();
        await WaitAsync(asked, LongestLook);
        return !asked.IsCompleted && !walk.Cancellation.IsCancellationRequested && !standing.WasHeardSince(begun);
    }

    /// <summary>Has an attempt given up when its destination turns out to answer nobody and there is somebody else to ask.</summary>
    private CancellationTokenRegistration GiveUpWhenSilent(Walk walk, Upstream upstream, Destination destination, AttemptCancellation attempt) =>
        destination.Standing.Silence.UnsafeRegister(
            _ =>
            {
                if (FindOther(walk, upstream, destination) is not null)
                {
                    _ = attempt.GiveUpAsync(Silent);
                }
            },
            null);

    /// <summary>Who would be asked next if this one failed, of those in rotation.</summary>
    private (Upstream, Destination)? FindOther(Walk walk, Upstream upstream, Destination destination)
    {
        foreach (var candidate in walk.Chain.Upstreams.SkipWhile(candidate => candidate != upstream).Where(candidate => !walk.IsDone(candidate)))
        {
            if (candidate.Preset.HasLatest || walk.Request.Kind != GoRequestKind.Latest)
            {
                if (picker.Pick(candidate, walk, evenUnhealthy: false, except: destination) is { } other)
                {
                    return (candidate, other);
                }
            }
        }

        return null;
    }

    private static Outcome Silent { get; } = new(OutcomeKind.Unreachable, "silent", "answered neither the request nor a probe");

    /// <summary>What the other one brought is not needed: it may hold a connection.</summary>
    private static async ValueTask DropAsync(Walk walk, Attempt attempt)
    {
        if (attempt.Outcome.Answer is { } unwanted)
        {
            await unwanted.DisposeAsync();
        }

        walk.Add(attempt with { Outcome = attempt.Outcome.Kind == OutcomeKind.Answer ? Outcome.Outrun : attempt.Outcome });
    }
}
