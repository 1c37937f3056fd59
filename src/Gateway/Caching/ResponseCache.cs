using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>Answers from what is kept while it is believed, and fetches what is not: once for everybody who asks for it.</summary>
internal sealed class ResponseCache(KeptResponses kept, FlightTable flights, FlightCrew crew, PurgeStamps stamps, LoopGuard loops, CachingMetrics metrics, TimeProvider time)
{
    // A refresh that is quicker than this is waited for, so that go sees a new version as soon as an old list is no longer believed.
    private static readonly TimeSpan RefreshGrace = TimeSpan.FromMilliseconds(200);

    // A fetch that everybody has left goes on this long when its answer will be kept.
    private static readonly TimeSpan AbandonedGrace = TimeSpan.FromSeconds(30);

    /// <summary>Answers a request. The caller disposes the answer.</summary>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async ValueTask<CacheAnswer> GetAsync(Fetch fetch, CancellationToken client)
    {
        var now = time.GetUtcNow();
        var known = await kept.FindAsync(fetch, client);
        if (known is not null && known.IsFresh(now))
        {
            return Serve(known, CacheOutcome.Hit, now);
        }

        var answer = known is { Status: StatusCodes.Status200OK } && now < known.KeptUntil
            ? await RefreshAsync(fetch, known, client)
            : await JoinAsync(fetch, client);
        metrics.Asked(answer.Outcome);
        return answer;
    }

    private async Task<CacheAnswer> RefreshAsync(Fetch fetch, CachedResponse known, CancellationToken client)
    {
        var (flight, _) = Board(fetch, known);
        try
        {
            var result = await flight.Known.WaitAsync(RefreshGrace, time, client);
            // An outage, and whatever lies behind one, says nothing new of what we have.
            return result.Kept is not null ? ToAnswer(result, null, CacheOutcome.Miss, null)
                : result.Fetched!.Status >= StatusCodes.Status500InternalServerError || result.Fetched.IsPastOutage ? Serve(known, CacheOutcome.StaleIfError, time.GetUtcNow())
                : new CacheAnswer { Refused = result.Fetched, Outcome = CacheOutcome.Miss };
        }
        catch (TimeoutException)
        {
            return Serve(known, CacheOutcome.Revalidating, time.GetUtcNow());
        }
        finally
        {
            flight.Leave(AbandonedGrace);
        }
    }

    private async Task<CacheAnswer> JoinAsync(Fetch fetch, CancellationToken client)
    {
        if (flights.Has(FlightKey(fetch)) && await IsAskingBackAsync(fetch, client))
        {
            return await FlyAloneAsync(fetch, client);
        }

        while (true)
        {
            var (flight, isNew) = Board(fetch, null);
            var isAboard = false;
            try
            {
                var result = await flight.Known.WaitAsync(client);
                var reader = result.Body?.TryJoin();
                if (result.Body is not null && reader is null)
                {
                    // Its beginning is gone: the next one who asks, perhaps we, begins anew.
                    flights.Remove(flight);
                    continue;
                }

                isAboard = reader is not null;
                return ToAnswer(result, reader, isNew ? CacheOutcome.Miss : CacheOutcome.Joined, isAboard ? flight : null);
            }
            catch (OperationCanceledException) when (!client.IsCancellationRequested)
            {
                // The flight was given up in the moment we joined it.
                flights.Remove(flight);
            }
            finally
            {
                if (!isAboard)
                {
                    flight.Leave(AbandonedGrace);
                }
            }
        }
    }

    /// <summary>A cluster that waits for itself through us must not join the flight that waits for it.</summary>
    private async Task<CacheAnswer> FlyAloneAsync(Fetch fetch, CancellationToken client)
    {
        var flight = new Flight(FlightKey(fetch));
        flight.TryJoin();
        _ = crew.FlyAsync(flight, fetch, null, mayWait: false);
        var result = await flight.Known.WaitAsync(client);
        return ToAnswer(result, result.Body?.TryJoin(), CacheOutcome.Miss, flight);
    }

    private (Flight Flight, bool IsNew) Board(Fetch fetch, CachedResponse? known)
    {
        var boarded = flights.Join(FlightKey(fetch));
        if (boarded.IsNew)
        {
            // It belongs to nobody who asks: it ends by itself, keeps what it brings and reports its own failure.
            // A refresh asks whether anything changed, which is little, and has an answer meanwhile.
            _ = crew.FlyAsync(boarded.Flight, fetch, known, mayWait: known is null);
        }

        return boarded;
    }

    /// <summary>What was asked for before a purge must not answer who asks after it.</summary>
    private string FlightKey(Fetch fetch) => $"{stamps.Now}|{fetch.Key}";

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

    private CacheAnswer Serve(CachedResponse known, CacheOutcome outcome, DateTimeOffset now)
    {
        if (outcome == CacheOutcome.Hit)
        {
            metrics.Asked(outcome);
        }
        else
        {
            metrics.ServedStale(now - known.FreshUntil);
        }

        return new CacheAnswer { Kept = known, Outcome = outcome };
    }

    private static CacheAnswer ToAnswer(FlightResult result, BodyReader? reader, CacheOutcome outcome, Flight? flight) =>
        result.Kept is { } kept ? new CacheAnswer { Kept = kept, Outcome = result.IsFound ? CacheOutcome.Hit : outcome }
        : reader is not null ? new CacheAnswer
        {
            Growing = new GrowingAnswer(result.Growing!, result.Fetched!.Attempts[^1].Upstream.Name, result.Body!, reader),
            Outcome = outcome,
            Leave = () => flight?.Leave(AbandonedGrace),
        }
        : new CacheAnswer { Refused = result.Fetched, Outcome = outcome };
}
