using System.Diagnostics;
using Gateway.Exchanging;
using Gateway.Telemetry;

namespace Gateway.Upstreams;

/// <summary>Asks one destination and learns from how it ends: for the log, the metrics, the destination's standing.</summary>
internal sealed class Asking(UpstreamSender sender, AnswerReader reader, DestinationPicker picker, LoopGuard loops, RetryBudgets budgets, TokenExchanges exchanges, UpstreamMetrics metrics, Fallbacks fallbacks, ILogger<Asking> logger)
{
    /// <summary>Asks. The attempt is not yet part of the walk.</summary>
    /// <param name="walk">What is asked for, and who was asked before.</param>
    /// <param name="upstream">The cluster.</param>
    /// <param name="destination">Who is asked.</param>
    /// <param name="watched">Ends the attempt, where somebody else may have to; null where nobody but the walk does.</param>
    public async Task<Attempt> AskAsync(Walk walk, Upstream upstream, Destination destination, AttemptCancellation? watched = null)
    {
        using var own = watched is null ? new AttemptCancellation(walk.Cancellation) : null;
        var cancellation = watched ?? own!;
        if (walk.Attempts is [.., var before])
        {
            Hop(before, destination, walk.Chain);
        }

        if (walk.Again is null)
        {
            budgets.Of(upstream).Earn(walk.Options);
        }

        var started = Stopwatch.GetTimestamp();
        var (asked, turn, outcome) = await PrepareAsync(walk, upstream, destination, cancellation.Token);
        if (turn is not null)
        {
            using var span = StartSpan(asked);
            using var loop = loops.Enter(asked.Request.Path, destination);
            var inFlight = new InFlight(destination.State, turn);
            try
            {
                // As the breaker's own AskAsync does, without two more asynchronous methods around every request.
                var breaker = destination.Standing.Breaker;
                // At the end of the chain a destination that is left alone is better than nobody.
                outcome = !breaker.IsOpen ? await breaker.LearnAsync(await ReadAsync(asked, await SendAsync(asked, cancellation), cancellation))
                    : await TryAsync(asked, cancellation)
                    ?? (walk.IsLast(upstream) ? await SendAndReadAsync(asked, cancellation) : LeftAlone);
            }
            catch
            {
                // Whatever nobody thought of: its place must not be lost with it.
                inFlight.Dispose();
                throw;
            }

            Settle(asked, outcome, inFlight, span);
        }

        if (outcome!.Kind == OutcomeKind.ClientGone && !walk.Cancellation.IsCancellationRequested)
        {
            outcome = cancellation.Instead ?? Outcome.TimedOut(Stopwatch.GetElapsedTime(started));
        }

        var attempt = new Attempt(upstream, destination, outcome) { Elapsed = Stopwatch.GetElapsedTime(started) };
        Learn(attempt, walk);
        return attempt;
    }

    /// <summary>What it takes before anything is sent: the token that the cluster is to see, and the attempt's turn. No turn where it may not be sent, but why.</summary>
    private async ValueTask<(AttemptContext Attempt, RateTurn? Turn, Outcome? Refusal)> PrepareAsync(Walk walk, Upstream upstream, Destination destination, CancellationToken cancellation)
    {
        var isLoop = await loops.IsAskingBackAsync(walk.Request.Path, destination, walk.Asker, cancellation);
        // Its patience begins now.
        var attempt = walk.Ask(upstream, destination);
        if (isLoop)
        {
            return (attempt, null, Loop);
        }

        try
        {
            if (attempt is { Upstream.Exchange: { } plan, Chain.Identity: { } identity } && await exchanges.FindAsync(plan, identity.Token, cancellation) is { } reply)
            {
                if (reply.Fault is { } fault)
                {
                    return (attempt, null, Outcome.NoToken(fault));
                }

                attempt = attempt with { Exchanged = reply.Authorization };
            }

            return await attempt.Upstream.Rate.WaitAsync(attempt.Patience, cancellation) is { } turn ? (attempt, turn, null) : (attempt, null, NotItsTurn);
        }
        catch (OperationCanceledException)
        {
            return (attempt, null, Outcome.ClientGone);
        }
    }

    private static Activity? StartSpan(AttemptContext attempt)
    {
        var span = Spans.Source.StartActivity("attempt", ActivityKind.Client);
        span?.SetTag("gateway.cluster", attempt.Upstream.Name);
        span?.SetTag("gateway.lane", attempt.Chain.Lane.Word());
        span?.SetTag("gateway.destination", attempt.Destination.State.DestinationId);
        span?.SetTag("server.address", attempt.Destination.Address.Host);
        span?.SetTag("server.port", attempt.Destination.Address.Port);
        return span;
    }

    private ValueTask<Outcome?> TryAsync(AttemptContext attempt, AttemptCancellation cancellation) =>
        attempt.Destination.Standing.Breaker.TryAsync(() => SendAndReadAsync(attempt, cancellation));

    private async ValueTask<Outcome> SendAndReadAsync(AttemptContext attempt, AttemptCancellation cancellation) =>
        await ReadAsync(attempt, await SendAsync(attempt, cancellation), cancellation);

    private Task<(TakenResponse? Response, Outcome? Failure)> SendAsync(AttemptContext attempt, AttemptCancellation cancellation) => sender.SendAsync(
        attempt.Upstream, attempt.Destination, attempt.ToUpstreamRequest(attempt.Destination), attempt.Patience, attempt.Failover.MaxRedirects, cancellation);

    private ValueTask<Outcome> ReadAsync(AttemptContext attempt, (TakenResponse? Response, Outcome? Failure) sent, AttemptCancellation cancellation) =>
        sent.Response is { } response ? reader.ReadAsync(attempt, response, cancellation) : new(sent.Failure!);

    /// <summary>Says how it ended to those who counted it, and to its span.</summary>
    private void Settle(AttemptContext attempt, Outcome outcome, InFlight inFlight, Activity? span)
    {
        if (outcome.Answer is { } answer)
        {
            answer.InFlight = inFlight;
        }
        else
        {
            inFlight.Dispose();
        }

        if (attempt.Exchanged is not null && outcome.Reason == Outcome.CallerRefused.Reason)
        {
            exchanges.Forget(attempt.Upstream.Exchange!, attempt.Chain.Identity!.Token!);
        }

        span?.SetTag("gateway.outcome", outcome.Kind.ToString());
        span?.SetTag("gateway.reason", outcome.Reason);
        if (OutcomeTable.IsOutage(outcome.Kind))
        {
            span?.SetTag("error.type", outcome.Reason).SetStatus(ActivityStatusCode.Error, outcome.Words);
        }
    }

    private void Hop(Attempt before, Destination destination, Chain chain)
    {
        if (OutcomeTable.IsOutage(before.Outcome.Kind))
        {
            metrics.FellBack(before.Upstream);
            fallbacks.Add(chain.Name, before, destination);
            logger.FellBack(destination.Address, before.Upstream.Name, before.Outcome.Words, chain.Name);
        }
        else
        {
            logger.MovedOn(destination.Address, before.Upstream.Name, before.Outcome.Words, chain.Name);
        }
    }

    private void Learn(Attempt attempt, Walk walk)
    {
        var (upstream, destination, outcome) = attempt;
        metrics.Attempted(attempt, walk.Chain.Lane);
        if (outcome.Reason is Outcome.ExchangeRefused or Outcome.ExchangeFailed)
        {
            // It was not asked.
            return;
        }

        if (outcome.Kind is not (OutcomeKind.Unreachable or OutcomeKind.Loop or OutcomeKind.ClientGone or OutcomeKind.NoDestination))
        {
            destination!.Standing.FirstByte.Add(attempt.Elapsed);
            if (outcome.Kind is not (OutcomeKind.TimedOut or OutcomeKind.Outrun))
            {
                destination.Standing.Heard();
            }
            else
            {
                destination.Standing.WaitedInVain();
            }
        }

        if (OutcomeTable.IsOutage(outcome.Kind))
        {
            destination!.Standing.Suspect();
        }

        if (outcome is { Kind: OutcomeKind.TooManyRequests, RetryAfter: { } pause })
        {
            picker.CoolDown(destination!, pause < walk.Options.LongestCooldown ? pause : walk.Options.LongestCooldown);
        }
        else if (outcome.Kind == OutcomeKind.Unauthorized)
        {
            logger.CredentialsRefused(upstream.Name, destination!.Address, outcome.Words);
        }
        else if (outcome.Reason == "status-400")
        {
            logger.BasePathInDoubt(upstream.Name, destination!.UriOf(walk.Request, upstream.Preset.IsChecksumDatabase));
        }
    }

    private static Outcome Loop { get; } = new(OutcomeKind.Loop, "loop", "asks this gateway for what it is asked: its own upstream is this gateway");

    private static Outcome NotItsTurn { get; } = new(OutcomeKind.NoDestination, "rate", "is asked as often as its Rate allows, and too many wait already");

    private static Outcome LeftAlone { get; } = new(OutcomeKind.NoDestination, "breaker-open", "is left alone, because too many requests failed there");
}
