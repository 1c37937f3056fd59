using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>Finds out whether a flight has to fetch: not what has landed meanwhile, and not what another gateway is fetching for all.</summary>
internal sealed class FlightClearance(KeptResponses kept, RedisMetrics metrics, TimeProvider time, RedisLeases? leases = null)
{
    // A question of a few bytes; who waits for a fetch of a hundred milliseconds hardly notices it.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    // A checksum database that has the record answers within it.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>What there is already, or the lease under which to fetch it; there may be neither.</summary>
    /// <param name="fetch">What is wanted.</param>
    /// <param name="mayWait">Whether to wait for another gateway that fetches it.</param>
    /// <param name="cancellation">Nobody wants it any more.</param>
    public async ValueTask<(CachedResponse? Landed, FetchLease Lease)> AskAsync(Fetch fetch, bool mayWait, CancellationToken cancellation)
    {
        // The flight before this one may have landed after the look that found nothing.
        var here = Fresh(await kept.FindHereAsync(fetch));
        return here is not null || !mayWait || leases is null || !kept.IsShared(fetch)
            ? (here, FetchLease.None)
            : await WaitAsync(fetch, leases, cancellation);
    }

    /// <summary>Gives a lease back as soon as it shows that what is fetched will not fit into Redis.</summary>
    public void Watch(FetchLease lease, SharedBody body, CancellationToken cancellation)
    {
        if (body.Source.Length > kept.LargestShared)
        {
            lease.Dispose();
        }
        else if (lease.IsHeld && body.Source.Length is null)
        {
            _ = WatchAsync(lease, body, kept.LargestShared, cancellation);
        }
    }

    /// <summary>Waits for what keeps the fetched from being kept, though the client has it. Where that takes longer than a moment others do not wait as well.</summary>
    public async Task<T> HoldBrieflyAsync<T>(FetchLease lease, Task<T> keeping)
    {
        try
        {
            return lease.IsHeld ? await keeping.WaitAsync(Grace, time) : await keeping;
        }
        catch (TimeoutException)
        {
            lease.Dispose();
            return await keeping;
        }
    }

    private async Task<(CachedResponse? Landed, FetchLease Lease)> WaitAsync(Fetch fetch, RedisLeases leases, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            // Sent together and answered in this order: who had the lease before has kept what he fetched.
            var taking = leases.TryTakeAsync(fetch.Key);
            var found = Fresh(await kept.FindAsync(fetch, CancellationToken.None));
            var (state, lease) = await taking;
            if (found is not null)
            {
                lease.Dispose();
                metrics.Leased("found");
                return (found, FetchLease.None);
            }

            if (state != LeaseState.Elsewhere)
            {
                metrics.Leased(state == LeaseState.Taken ? "taken" : "away");
                return (null, lease);
            }

            // Longer than a lease may hold nobody waits, whatever is in Redis.
            if (time.GetElapsedTime(start) >= RedisLeases.Lifetime)
            {
                metrics.Leased("in-vain");
                return (null, (await leases.TakeOverAsync(fetch.Key)).Lease);
            }

            await Task.Delay(Interval, time, cancellation);
        }
    }

    private static async Task WatchAsync(FetchLease lease, SharedBody body, long largest, CancellationToken cancellation)
    {
        try
        {
            if (await body.ReadAtAsync(largest, cancellation) is not { IsEmpty: true })
            {
                lease.Dispose();
            }
        }
        catch (Exception over) when (over is BrokenBodyException or OperationCanceledException)
        {
            // The flight gives it back.
        }
    }

    private CachedResponse? Fresh(CachedResponse? found) => found is not null && found.IsFresh(time.GetUtcNow()) ? found : null;
}
