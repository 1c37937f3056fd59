using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Gateway.Upstreams;

/// <summary>How often and by how many at once a cluster is asked by this instance. Who comes too early waits in line, first come first served.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Requests may still wait in one that the settings have replaced; it ends with the last of them.")]
internal sealed class UpstreamRate
{
    private readonly TokenBucketRateLimiter? _perSecond;
    private readonly ConcurrencyLimiter? _atOnce;

    private UpstreamRate(RateOptions options)
    {
        Options = options;
        if (options.RequestsPerSecond is { } requests)
        {
            // In small portions: a second's worth at once would be two seconds' worth around the turn of the cluster's own second.
            var portion = Math.Max(1, requests / 20);
            _perSecond = new(new TokenBucketRateLimiterOptions
            {
                TokenLimit = portion,
                TokensPerPeriod = portion,
                ReplenishmentPeriod = TimeSpan.FromSeconds(portion / (double)requests),
                QueueLimit = options.Queue,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
                AutoReplenishment = true,
            });
        }

        if (options.RequestsAtOnce is { } most)
        {
            _atOnce = new(new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = options.Queue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
        }
    }

    public RateOptions Options { get; }

    public static UpstreamRate Of(RateOptions options) => new(options);

    /// <summary>Waits for its turn. What it gives back is held until the answer is through; null when the line is too long or the wait was.</summary>
    /// <exception cref="OperationCanceledException">The caller waits no more.</exception>
    public async ValueTask<RateTurn?> WaitAsync(TimeSpan longest, CancellationToken cancellation)
    {
        if (_perSecond is null && _atOnce is null)
        {
            return RateTurn.Free;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(longest);
        RateLimitLease? place = null;
        try
        {
            place = _atOnce is null ? null : await _atOnce.AcquireAsync(1, patience.Token);
            using var token = _perSecond is null || place is { IsAcquired: false } ? null : await _perSecond.AcquireAsync(1, patience.Token);
            if (place is not { IsAcquired: false } && token is not { IsAcquired: false })
            {
                return new RateTurn(place);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The line moved too slowly.
        }
        catch (OperationCanceledException)
        {
            place?.Dispose();
            throw;
        }

        place?.Dispose();
        return null;
    }

    /// <summary>A turn, if there is one right now: for probes, which are not worth waiting for.</summary>
    public RateTurn? TryTake()
    {
        if (_perSecond is null && _atOnce is null)
        {
            return RateTurn.Free;
        }

        var place = _atOnce?.AttemptAcquire();
        using var token = place is { IsAcquired: false } ? null : _perSecond?.AttemptAcquire();
        if (place is not { IsAcquired: false } && token is not { IsAcquired: false })
        {
            return new RateTurn(place);
        }

        place?.Dispose();
        return null;
    }
}
