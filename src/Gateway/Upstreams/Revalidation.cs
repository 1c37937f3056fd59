using System.Buffers;
using Gateway.Caching;

namespace Gateway.Upstreams;

/// <summary>An old answer, with which its cluster can say that nothing has changed.</summary>
/// <param name="Cluster">The cluster it came from; no other is asked about it.</param>
/// <param name="Validator">The cluster's own strong validator, with quotes.</param>
/// <param name="Body">The old body.</param>
internal sealed record Revalidation(string Cluster, string Validator, ReadOnlyMemory<byte> Body)
{
    public static Revalidation? Of(CachedResponse? known) =>
        known is { Validator: { } validator, Status: StatusCodes.Status200OK } ? new Revalidation(known.Cluster, validator, known.Body.ToArray()) : null;
}
