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
    public ValueTask<CacheAnswer> GetAsync(Fetch fetch, CancellationToken client)
    {
        var finding = kept.FindAsync(fetch, client);
        // Memory answers at once, and nothing else does.
        return finding.IsCompletedSuccessfully ? AnswerAsync(fetch, finding.Result, isInMemory: true, client) : AwaitAsync(fetch, finding, client);
    }

    /// <summary>Whether it is being fetched already, so that who asks now would wait for that.</summary>
    public bool IsFetching(Fetch fetch) => flights.Find(KeyOf(fetch)) is not null;

    private async ValueTask<CacheAnswer> AwaitAsync(Fetch fetch, ValueTask<CachedResponse?> finding, CancellationToken client) =>
        await AnswerAsync(fetch, await finding, isInMemory: false, client);

    private ValueTask<CacheAnswer> AnswerAsync(Fetch fetch, CachedResponse? known, bool isInMemory, CancellationToken client)
    {
        var now = time.GetUtcNow();
        if (known is not null && known.IsFresh(now))
        {
            metrics.Found(isInMemory);
            return new(Counted(new CacheAnswer { Kept = known, Outcome = CacheOutcome.Hit }));
        }

        return known is not null && known.MayServeStale(now) ? RefreshAsync(fetch, known, client) : JoinAsync(fetch, client);
    }

    private async ValueTask<CacheAnswer> RefreshAsync(Fetch fetch, CachedResponse known, CancellationToken client)
    {
        var (seat, _) = Board(fetch, known);
        var isTaken = false;
        try
        {
            var result = await seat.Known.WaitAsync(RefreshGrace, time, client);
            if (result.Kept is not null || result.Body is not null)
            {
                isTaken = result.Body is not null;
                return Counted(ToAnswer(result, seat, CacheOutcome.Miss));
            }

            // An outage, and whatever lies behind one, says nothing new of what we have.
            return result.Fetched!.Status >= StatusCodes.Status500InternalServerError || result.Fetched.IsPastOutage
                ? ServeStale(known, CacheOutcome.StaleIfError, result.Fetched.Attempts)
                : Counted(new CacheAnswer { Refused = result.Fetched, Outcome = CacheOutcome.Miss, Attempts = result.Fetched.Attempts });
        }
        catch (Exception late) when (late is TimeoutException || (late is OperationCanceledException && !client.IsCancellationRequested))
        {
            return ServeStale(known, CacheOutcome.Revalidating, []);
        }
        finally
        {
            if (!isTaken)
            {
                seat.Dispose();
            }
        }
    }

    private async ValueTask<CacheAnswer> JoinAsync(Fetch fetch, CancellationToken client)
    {
        var flying = flights.Find(KeyOf(fetch));
        // A cluster that waits for itself through us must not join the flight that waits for it.
        var isAlone = flying is not null && await IsAskingBackAsync(fetch, client);

        // What comes beside the cache cannot be checked: the hash of a part is none.
        if (!isAlone && fetch.Known is { } known && !fetch.IsEnforced && flying is not { WillBeKept: true }
            && await resume.FindAsync(fetch.Request, fetch.Chain, fetch.Settings, known, client) is var (cluster, rest))
        {
            return Counted(new CacheAnswer { Rest = new RestAnswer(rest, cluster, known.Length, checks.Unseen(fetch, cluster)), Outcome = CacheOutcome.Miss });
        }

        while (true)
        {
            var (seat, isNew) = isAlone ? BoardAlone(fetch) : Board(fetch, null);
            var isTaken = false;
            try
            {
                var result = await seat.Known.WaitAsync(client);
                isTaken = result.Body is not null;
                return Counted(ToAnswer(result, seat, isNew ? CacheOutcome.Miss : CacheOutcome.Joined));
            }
            catch (OperationCanceledException) when (!client.IsCancellationRequested && !isAlone)
            {
                // It was given up in the moment it was boarded, as one that nobody else knows never is.
            }
            finally
            {
                if (!isTaken)
                {
                    seat.Dispose();
                }
            }
        }
    }

    private (Seat Seat, bool IsNew) BoardAlone(Fetch fetch)
    {
        var flight = new Flight(KeyOf(fetch), time);
        var seat = flight.TryBoard()!;
        _ = crew.FlyAsync(flight, fetch, null, mayWait: false);
        return (seat, true);
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

    private CacheAnswer ServeStale(CachedResponse known, CacheOutcome outcome, IReadOnlyList<Attempt> attempts)
    {
        metrics.ServedStale(time.GetUtcNow() - known.FreshUntil);
        return Counted(new CacheAnswer { Kept = known, Outcome = outcome, Attempts = attempts });
    }

    private CacheAnswer Counted(CacheAnswer answer)
    {
        metrics.Asked(answer.Outcome);
        return answer;
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
