using System.Diagnostics;
using Gateway.Settings;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>Asks the clusters of a chain in order until one of them answers. <see cref="OutcomeTable"/> decides at every step.</summary>
/// <remarks>
/// Nothing is sent to the client before an answer is found right, so every attempt can be taken back. Another destination of a
/// cluster is asked before the next cluster; no destination is asked twice.
/// </remarks>
internal sealed class Failover(
    UpstreamSender sender, AnswerReader reader, DestinationPicker picker, LoopGuard loops, UpstreamMetrics metrics, ILogger<Failover> logger)
{
    public static readonly ActivitySource Spans = new("Gateway.Upstreams");

    /// <summary>Asks until somebody answers or nobody is left. The caller disposes the answer.</summary>
    public async Task<FetchResult> FetchAsync(
        GoRequest request, Chain chain, GatewaySettings settings, Asker asker, Revalidation? known, CancellationToken cancellation)
    {
        var attempts = new List<Attempt>();
        foreach (var upstream in chain.Upstreams)
        {
            var step = await AskClusterAsync(request, chain, upstream, settings, asker, known, attempts, cancellation);
            if (step == NextStep.End || attempts.Count(attempt => attempt.Destination is not null) >= settings.Failover.MaxAttempts)
            {
                break;
            }
        }

        var status = attempts[^1].Outcome.Kind switch
        {
            OutcomeKind.Answer => StatusCodes.Status200OK,
            OutcomeKind.ClientGone => StatusCodes.Status499ClientClosedRequest,
            _ => OutcomeTable.StatusAtEnd(attempts, chain),
        };
        return new FetchResult(status, chain, attempts);
    }

    private async Task<NextStep> AskClusterAsync(
        GoRequest request,
        Chain chain,
        Upstream upstream,
        GatewaySettings settings,
        Asker asker,
        Revalidation? known,
        List<Attempt> attempts,
        CancellationToken cancellation)
    {
        var failover = settings.Failover;
        var isLast = upstream == chain.Upstreams[^1];
        for (var asked = 0; asked < failover.AttemptsPerCluster && attempts.Count < failover.MaxAttempts; asked++)
        {
            var destination = picker.Pick(upstream, attempts, evenUnhealthy: isLast);
            if (destination is null && asked > 0)
            {
                return NextStep.NextCluster;
            }

            if (attempts is [.., var before])
            {
                Hop(before, upstream, destination, chain);
            }

            var patience = upstream.FirstByteTimeout(request.Kind, isLast);
            var outcome = !upstream.Preset.HasLatest && request.Kind == GoRequestKind.Latest ? NoLatest
                : destination is null ? NobodyToAsk(upstream)
                : await loops.IsAskingBackAsync(request.Path, destination, asker, cancellation) ? Loop
                : await AskAsync(
                    new AttemptContext(request, chain, upstream, destination, patience, failover, settings.Gateway.Name)
                    {
                        // Another cluster's validator would mean something else there.
                        Known = known?.Cluster == upstream.Name ? known : null,
                    },
                    isLast,
                    cancellation);
            Record(new Attempt(upstream, destination, outcome), request, failover, attempts);
            if (OutcomeTable.Next(outcome.Kind, chain) is var step and not NextStep.NextDestination)
            {
                return step;
            }
        }

        return NextStep.NextCluster;
    }

    private async Task<Outcome> AskAsync(AttemptContext attempt, bool isLastResort, CancellationToken cancellation)
    {
        using var span = Spans.StartActivity("attempt", ActivityKind.Internal);
        span?.SetTag("gateway.cluster", attempt.Upstream.Name);
        span?.SetTag("gateway.destination", attempt.Destination.State.DestinationId);
        using var asked = loops.Enter(attempt.Request.Path, attempt.Destination);
        var inFlight = new InFlight(attempt.Destination.State);
        // At the end of the chain a destination that is left alone is better than nobody.
        var outcome = await attempt.Destination.Standing.Breaker.AskAsync(() => SendAsync(attempt, cancellation))
            ?? (isLastResort ? await SendAsync(attempt, cancellation) : LeftAlone);
        if (outcome.Answer is { } answer)
        {
            answer.InFlight = inFlight;
        }
        else
        {
            inFlight.Dispose();
        }

        span?.SetTag("gateway.reason", outcome.Reason);
        return outcome;
    }

    private async ValueTask<Outcome> SendAsync(AttemptContext attempt, CancellationToken cancellation)
    {
        var (response, failure) = await sender.SendAsync(
            attempt.Upstream, attempt.Destination, attempt.ToUpstreamRequest(attempt.Destination), attempt.Patience, attempt.Failover.MaxRedirects, cancellation);
        return failure ?? await reader.ReadAsync(attempt, response!, cancellation);
    }

    private void Hop(Attempt before, Upstream upstream, Destination? destination, Chain chain)
    {
        var target = destination?.Address.ToString() ?? upstream.Name;
        if (OutcomeTable.IsOutage(before.Outcome.Kind))
        {
            logger.FellBack(target, before.Upstream.Name, before.Outcome.Words, chain.Name);
        }
        else
        {
            logger.MovedOn(target, before.Upstream.Name, before.Outcome.Words, chain.Name);
        }
    }

    private void Record(Attempt attempt, GoRequest request, FailoverOptions failover, List<Attempt> attempts)
    {
        var (upstream, destination, outcome) = attempt;
        attempts.Add(attempt);
        metrics.Attempted(upstream, outcome);
        if (destination is null)
        {
            return;
        }

        if (OutcomeTable.IsOutage(outcome.Kind))
        {
            destination.Standing.Suspect();
        }

        if (outcome is { Kind: OutcomeKind.TooManyRequests, RetryAfter: { } pause })
        {
            picker.CoolDown(destination, pause < failover.LongestCooldown ? pause : failover.LongestCooldown);
        }
        else if (outcome.Kind == OutcomeKind.Unauthorized)
        {
            logger.CredentialsRefused(upstream.Name, destination.Address, outcome.Words);
        }
        else if (outcome.Reason == "status-400")
        {
            logger.BasePathInDoubt(upstream.Name, destination.UriOf(request, upstream.Preset.IsChecksumDatabase));
        }
    }

    private Outcome NobodyToAsk(Upstream upstream) => picker.ShortestCooldown(upstream) is { } pause
        ? new Outcome(OutcomeKind.TooManyRequests, "cooling-down", "asked to be left alone for a while") { RetryAfter = pause }
        : new Outcome(OutcomeKind.NoDestination, "no-destination", "has no healthy destination");

    private static Outcome Loop { get; } = new(OutcomeKind.Loop, "loop", "asks this gateway for what it is asked: its own upstream is this gateway");

    private static Outcome LeftAlone { get; } = new(OutcomeKind.NoDestination, "breaker-open", "is left alone, because too many requests failed there");

    private static Outcome NoLatest { get; } = new(OutcomeKind.NotFound, "not-found", "has no @latest: it serves plain files");
}
