using System.Buffers;
using Gateway.Settings;
using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>Flies a flight to its end: fetches, tells those who wait, and keeps what it brought before it leaves the table.</summary>
internal sealed class FlightCrew(
    FlightClearance clearance, Failover failover, KeptResponses kept, FlightTable flights, InFlightBudget budget, PurgeStamps stamps, CurrentSnapshot current, UpstreamMetrics metrics, ILogger<FlightCrew> logger, TimeProvider time)
{
    /// <summary>Never throws: whatever happens is told to those who wait.</summary>
    /// <param name="flight">Whom to tell.</param>
    /// <param name="fetch">What to fetch.</param>
    /// <param name="known">What is to be refreshed, if anything is.</param>
    /// <param name="mayWait">Whether another gateway that fetches the same is waited for.</param>
    public async Task FlyAsync(Flight flight, Fetch fetch, CachedResponse? known, bool mayWait)
    {
        try
        {
            var (landed, lease) = await clearance.AskAsync(fetch, mayWait, flight.Cancelled);
            using var held = lease;
            if (landed is not null)
            {
                flights.Land(flight, FlightResult.Found(landed));
                return;
            }

            using var trace = FetchTrace.Begin(fetch.Asker, fetch.Chain.Lane);
            // Before anything is asked: a purge from here on must reach what the flight brings.
            var (asked, stamp) = (time.GetUtcNow(), stamps.Now);
            var result = await failover.FetchAsync(fetch.Request, fetch.Chain, fetch.Settings, fetch.Asker, Revalidation.Of(known), flight.Cancelled);
            if (result.Answer is { } answer)
            {
                await using (answer)
                {
                    await BringAsync(flight, fetch, result, answer, asked, stamp, lease);
                }

                return;
            }

            if (result.Status == StatusCodes.Status499ClientClosedRequest)
            {
                throw new OperationCanceledException(flight.Cancelled);
            }

            if (Rules.KeepNotFound(result, asked, stamp) is { } notFound)
            {
                await kept.KeepAsync(fetch, notFound);
            }

            flights.Land(flight, FlightResult.Refused(result));
        }
        catch (OperationCanceledException given)
        {
            flights.Crash(flight, given);
        }
        catch (Exception failure)
        {
            flights.Crash(flight, failure);
            logger.FlightFailed(fetch.Request.Path, failure);
        }
    }

    private CacheRules Rules => new(current.Value.Settings.Caching);

    private async Task BringAsync(Flight flight, Fetch fetch, FetchResult result, UpstreamAnswer answer, DateTimeOffset asked, long stamp, FetchLease lease)
    {
        var cluster = result.Attempts[^1].Upstream;
        if (answer.Whole is { } whole)
        {
            var entry = Rules.Keep(fetch.Request, answer, new ReadOnlySequence<byte>(whole), cluster.Name, asked, stamp);
            await kept.KeepAsync(fetch, entry);
            flights.Land(flight, FlightResult.Of(entry, result));
            return;
        }

        var body = new SharedBody(answer.Zip!, Rules.LargestBody, budget, time);
        flight.Begin(body);
        clearance.Watch(lease, body, flight.Cancelled);
        flight.Publish(FlightResult.Of(answer, body, result));
        try
        {
            if (await body.FillAsync(flight.Cancelled))
            {
                await kept.KeepAsync(fetch, Rules.Keep(fetch.Request, answer, body.ToSequence(), cluster.Name, asked, stamp));
            }
        }
        catch (BrokenBodyException broken)
        {
            metrics.Broke(cluster);
            logger.ZipBroke(fetch.Request.Path, cluster.Name, broken.Message);
        }
        finally
        {
            flights.End(flight);
        }
    }
}
