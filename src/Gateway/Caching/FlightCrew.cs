using System.Buffers;
using Gateway.Checksums;
using Gateway.Settings;
using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>Flies a flight to its end: fetches, tells those who wait, and keeps what it brought before it leaves the table.</summary>
internal sealed class FlightCrew(
    FlightClearance clearance, Failover failover, KeptResponses kept, ArtifactChecks checks, FlightTable flights, InFlightBudget budget, PurgeStamps stamps, CurrentSnapshot current, UpstreamMetrics metrics, ILogger<FlightCrew> logger, TimeProvider time)
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

            using var trace = FetchTrace.Begin(fetch.Asker, fetch.Chain);
            // Before anything is asked: a purge from here on must reach what the flight brings.
            var (asked, stamp) = (time.GetUtcNow(), stamps.Now);
            // Whoever gave it wrong is not asked again; so often somebody else may be.
            for (var left = fetch.Chain.Upstreams.Count; ; left--)
            {
                var result = await failover.FetchAsync(fetch.Request, fetch.Chain, fetch.Settings, fetch.Asker, Revalidation.Of(known), flight.Cancelled);
                if (await TryLandAsync(flight, fetch, result, asked, stamp, lease, isLast: left == 0))
                {
                    return;
                }
            }
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

    /// <summary>Ends the flight with what was fetched; false when that is wrong and somebody else may have it right.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    private async ValueTask<bool> TryLandAsync(Flight flight, Fetch fetch, FetchResult result, DateTimeOffset asked, long stamp, FetchLease lease, bool isLast)
    {
        if (result.Answer is { } answer)
        {
            await using (answer)
            {
                if (await BringAsync(flight, fetch, result, answer, asked, stamp, lease) is not { } denied)
                {
                    return true;
                }

                if (denied.State == ChecksumState.Mismatch && !isLast)
                {
                    return false;
                }

                flights.Land(flight, FlightResult.Refused(Denied(result, denied)));
                return true;
            }
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
        return true;
    }

    private CacheRules Rules => new(current.Value.Settings.Caching);

    /// <summary>Brings an answer to those who wait; or says why nobody may have it, when nobody has anything of it yet.</summary>
    private Task<ChecksumVerdict?> BringAsync(Flight flight, Fetch fetch, FetchResult result, UpstreamAnswer answer, DateTimeOffset asked, long stamp, FetchLease lease)
    {
        var check = checks.Begin(fetch, result.Attempts[^1].Upstream.Name);
        return answer.Whole is { } whole
            ? BringWholeAsync(flight, fetch, result, answer, whole, check, asked, stamp, lease)
            : BringZipAsync(flight, fetch, result, answer, check, asked, stamp, lease);
    }

    private async Task<ChecksumVerdict?> BringZipAsync(
        Flight flight, Fetch fetch, FetchResult result, UpstreamAnswer answer, ArtifactCheck? check, DateTimeOffset asked, long stamp, FetchLease lease)
    {
        var cluster = result.Attempts[^1].Upstream;
        var largest = check is { IsEnforced: true } ? Math.Max(Rules.LargestBody, check.Largest) : Rules.LargestBody;
        if (check is { IsEnforced: true } && answer.Length > largest)
        {
            return check.TooLarge();
        }

        var body = new SharedBody(answer.Zip!, largest, budget, time, fetch.Settings.TellsWhatWasServed) { Withheld = check is { IsEnforced: true } ? ArtifactCheck.WithheldBytes : 0 };
        // What is too large to be held is unverified from its first byte on, and who writes down what became of a request finds that.
        body.Note.Verdict = check is not null && !body.IsWhole ? check.TooLarge() : null;
        flight.Begin(body);
        clearance.Watch(lease, body, flight.Cancelled);
        var hashing = check is not null && body.IsWhole ? ArtifactCheck.HashAsync(body, flight.Cancelled) : Task.FromResult<string?>(null);
        flight.Publish(FlightResult.Of(answer, body, result));
        try
        {
            var isHeld = await body.FillAsync(flight.Cancelled);
            answer.Arrived();
            var verdict = check is null ? ChecksumVerdict.Unchecked
                : body.Note.Verdict ?? (isHeld ? await JudgedAsync(fetch, lease, check.JudgeZipAsync(await hashing, flight.Cancelled)) : check.TooLarge());
            body.Judge(verdict);
            if (isHeld && verdict.MayBeKept)
            {
                await kept.KeepAsync(fetch, Rules.Keep(fetch.Request, answer, body.ToSequence(), cluster.Name, asked, stamp, verdict, body.Sha256, body.Licenses));
            }
        }
        catch (DeniedBodyException denied)
        {
            body.Judge(checks.Judged(check!, new ChecksumVerdict(ChecksumState.Unverified, null, denied.Message) { Refusal = denied.Status }));
        }
        catch (BrokenBodyException broken)
        {
            metrics.Broke(cluster);
            logger.ZipBroke(fetch.Request.Path, cluster.Name, broken.Message);
        }
        finally
        {
            body.Abandon();
            flights.End(flight);
        }

        return null;
    }

    private async Task<ChecksumVerdict?> BringWholeAsync(
        Flight flight, Fetch fetch, FetchResult result, UpstreamAnswer answer, ReadOnlyMemory<byte> whole, ArtifactCheck? check, DateTimeOffset asked, long stamp, FetchLease lease)
    {
        answer.Arrived();
        var (cluster, body, verdict) = (result.Attempts[^1].Upstream.Name, new ReadOnlySequence<byte>(whole), ChecksumVerdict.Unchecked);
        if (check is not null)
        {
            if (!fetch.IsEnforced)
            {
                // Nobody waits for a verdict that refuses nothing.
                flight.Publish(FlightResult.Of(Rules.Keep(fetch.Request, answer, body, cluster, asked, stamp, verdict), result));
            }

            verdict = await JudgedAsync(fetch, lease, check.JudgeGoModAsync(whole, flight.Cancelled));
            if (verdict.Refusal is not null)
            {
                return verdict;
            }
        }

        var entry = Rules.Keep(fetch.Request, answer, body, cluster, asked, stamp, verdict);
        if (verdict.MayBeKept)
        {
            await kept.KeepAsync(fetch, entry);
        }

        flights.Land(flight, FlightResult.Of(entry, result));
        return null;
    }

    /// <summary>Where the verdict refuses nothing only the keeping waits for it, and nobody at other gateways does for long.</summary>
    private Task<ChecksumVerdict> JudgedAsync(Fetch fetch, FetchLease lease, Task<ChecksumVerdict> judging) =>
        fetch.IsEnforced ? judging : clearance.HoldBrieflyAsync(lease, judging);

    /// <summary>The answer of a cluster, turned into the refusal of it.</summary>
    private static FetchResult Denied(FetchResult result, ChecksumVerdict verdict)
    {
        var kind = verdict.Refusal == StatusCodes.Status403Forbidden ? OutcomeKind.Forbidden : OutcomeKind.WrongBody;
        return result with
        {
            Status = verdict.Refusal!.Value,
            Attempts = [.. result.Attempts.SkipLast(1), result.Attempts[^1] with { Outcome = new Outcome(kind, "checksum", verdict.Words) }],
        };
    }
}
