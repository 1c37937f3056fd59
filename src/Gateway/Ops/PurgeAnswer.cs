using Gateway.Caching;

namespace Gateway.Ops;

/// <summary>What a purge tells who asked for it, as JSON.</summary>
/// <param name="Memory">How many answers left the memory of the gateway that was asked.</param>
/// <param name="Redis">How many answers left Redis.</param>
/// <param name="Complete">Whether all of Redis was looked at. What was not is not served any more either.</param>
/// <param name="Shared">Whether the other gateways know of it; false: they will when Redis is back.</param>
internal sealed record PurgeAnswer(int Memory, long Redis, bool Complete, bool Shared)
{
    public static PurgeAnswer Of(PurgeResult result) => new(result.Memory, result.Redis, result.IsComplete, result.IsShared);
}
