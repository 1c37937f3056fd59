using System.Threading.RateLimiting;

namespace Gateway.Upstreams;

/// <summary>The leave to ask a cluster now; disposed when its answer is through.</summary>
internal sealed class RateTurn(RateLimitLease? place) : IDisposable
{
    /// <summary>Where nothing is bounded.</summary>
    public static RateTurn Free { get; } = new(null);

    public void Dispose() => place?.Dispose();
}
