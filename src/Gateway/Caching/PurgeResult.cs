namespace Gateway.Caching;

/// <summary>What a purge did.</summary>
/// <param name="Memory">How many answers it took out of this gateway's memory.</param>
/// <param name="Redis">How many answers it took out of Redis. Those that it did not reach are not served any more either.</param>
/// <param name="IsComplete">Whether it looked at all of Redis.</param>
/// <param name="IsShared">Whether the other gateways know of it; false: they will when Redis is back.</param>
internal sealed record PurgeResult(int Memory, long Redis, bool IsComplete, bool IsShared);
