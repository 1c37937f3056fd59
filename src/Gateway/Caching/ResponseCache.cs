using Gateway.Checksums;
using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>Answers from what is kept while it is believed, and fetches what is not: once for everybody who asks for it.</summary>
internal sealed class ResponseCache(KeptResponses kept, FlightTable flights, FlightCrew crew, ClientResume resume, ArtifactChecks checks, PurgeStamps stamps, LoopGuard loops, CachingMetrics metrics, TimeProvider time)
{
    // A refresh that is quicker than this is waited for, so that go sees a new version as soon as an old list is no longer believed.
    private static readonly TimeSpan RefreshGrace = TimeSpan.FromMilliseconds(200);

    /// <summary>Answers a request. The caller disposes the answer.</summary>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async ValueTask<CacheAnswer> GetAsync(Fetch fetch, CancellationToken client)
    {
        var now = time.GetUtcNow();
        var finding = kept.FindAsync(fetch, client);
        // Memory answers at once, and nothing else does.
        var isInMemory = finding.IsCompleted;
        var known = await finding;
        if (known is not null && known.IsFresh(now))
        {
            metrics.Found(isInMemory);
            return Serve(known, CacheOutcome.Hit, now);
        }

        var answer = known is not null && known.MayServeStale(now)
            ? await RefreshAsync(fetch, known, client)
            : await JoinAsync(fetch, client);
        metrics.Asked(answer.Outcome);
        return answer;
    }

    /// <summary>Whether it is being fetched already, so that who asks now would wait for that.</summary>
    public bool IsFetching(Fetch fetch) => flights.Find(KeyOf(fetch)) is not null;

    private async Task<CacheAnswer> RefreshAsync(Fetch fetch, CachedResponse known, CancellationToken client)
    {
        var (seat, _) = Board(fetch, known);
        var isTaken = false;
        try
        {
            var result = await seat.Known.WaitAsync(RefreshGrace, time, client);
            if (result.Kept is not null || result.Body is not null)
            {
                isTaken = result.Body is not null;
                return ToAnswer(result, seat, CacheOutcome.Miss);
            }

            // An outage, and whatever lies behind one, says nothing new of what we have.
            return result.Fetched!.Status >= StatusCodes.Status500InternalServerError || result.Fetched.IsPastOutage
                ? Serve(known, CacheOutcome.StaleIfError, time.GetUtcNow(), result.Fetched.Attempts)
                : new CacheAnswer { Refused = result.Fetched, Outcome = CacheOutcome.Miss, Attempts = result.Fetched.Attempts };
        }
        catch (Exception late) when (late is TimeoutException || (late is OperationCanceledException && !client.IsCancellationRequested))
        {
            return Serve(known, CacheOutcome.Revalidating, time.GetUtcNow());
        }
        finally
        {
            if (!isTaken)
            {
                seat.Dispose();
            }
        }
    }

    private async Task<CacheAnswer> JoinAsync(Fetch fetch, CancellationToken client)
    {
        var flying = flights.Find(KeyOf(fetch));
        if (flying is not null && await IsAskingBackAsync(fetch, client))
        {
            return await FlyAloneAsync(fetch, client);
        }

        // What comes beside the cache cannot be checked: the hash of a part is none.
        if (fetch.Known is { } known && !fetch.IsEnforced && flying is not { WillBeKept: true }
            && await resume.FindAsync(fetch.Request, fetch.Chain, fetch.Settings, known, client) is var (cluster, rest))
        {
            return new CacheAnswer { Rest = new RestAnswer(rest, cluster, known.Length, checks.Unseen(fetch, cluster)), Outcome = CacheOutcome.Miss };
        }

        while (true)
        {
            var (seat, isNew) = Board(fetch, null);
            if (await AnswerAsync(seat, isNew ? CacheOutcome.Miss : CacheOutcome.Joined, client) is { } answer)
            {
                return answer;
            }
        }
    }

    /// <summary>Waits for a flight; null when it was given up in the moment it was boarded.</summary>
    private static async Task<CacheAnswer?> AnswerAsync(Seat seat, CacheOutcome outcome, CancellationToken client)
    {
        var isTaken = false;
        try
        {
            var result = await seat.Known.WaitAsync(client);
            isTaken = result.Body is not null;
            return ToAnswer(result, seat, outcome);
        }
        catch (OperationCanceledException) when (!client.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (!isTaken)
            {
                seat.Dispose();
            }
        }
    }

    /// <summary>A cluster that waits for itself through us must not join the flight that waits for it.</summary>
    private async Task<CacheAnswer> FlyAloneAsync(Fetch fetch, CancellationToken client)
    {
        var flight = new Flight(KeyOf(fetch), time);
        var seat = flight.TryBoard()!;
        _ = crew.FlyAsync(flight, fetch, null, mayWait: false);
        return await AnswerAsync(seat, CacheOutcome.Miss, client) ?? throw new InvalidOperationException("A flight was given up with somebody aboard.");
    }

    private (Seat Seat, bool IsNew) Board(Fetch fetch, CachedResponse? known)
    {
        var (seat, own) = flights.Board(KeyOf(fetch));
        if (own is not null)
        {
            // It belongs to nobody who asks: it ends by itself, keeps what it brings and reports its own failure.
            // A refresh asks whether anything changed, which is little, and has an answer meanwhile.
            _ = crew.FlyAsync(own, fetch, known, mayWait: known is null);
        }

        return (seat, own is not null);
    }

    private FlightKey KeyOf(Fetch fetch) => new(stamps.Now, fetch.Key);

    private async ValueTask<bool> IsAskingBackAsync(Fetch fetch, CancellationToken client)
    {
        foreach (var destination in fetch.Chain.Upstreams.SelectMany(upstream => upstream.Destinations))
        {
            if (await loops.IsAskingBackAsync(fetch.Request.Path, destination, fetch.Asker, client))
            {
                return true;
            }
        }

        return false;
    }

    private CacheAnswer Serve(CachedResponse known, CacheOutcome outcome, DateTimeOffset now, IReadOnlyList<Attempt>? attempts = null)
    {
        if (outcome == CacheOutcome.Hit)
        {
            metrics.Asked(outcome);
        }
        else
        {
            metrics.ServedStale(now - known.FreshUntil);
        }

        return new CacheAnswer { Kept = known, Outcome = outcome, Attempts = attempts ?? [] };
    }

    private static CacheAnswer ToAnswer(FlightResult result, Seat seat, CacheOutcome outcome) =>
        result.Kept is { } kept ? new CacheAnswer { Kept = kept, Outcome = result.IsFound ? CacheOutcome.Hit : outcome, Attempts = result.Fetched?.Attempts ?? [] }
        : result.Body is { } body ? new CacheAnswer
        {
            Growing = new GrowingAnswer(result.Growing!, result.Fetched!.Attempts[^1].Upstream.Name, body, seat.Reader!),
            Outcome = outcome,
            Attempts = result.Fetched.Attempts,
            Seat = seat,
        }
        : new CacheAnswer { Refused = result.Fetched, Outcome = outcome, Attempts = result.Fetched!.Attempts };
}
