using Gateway.Bench.Peers;
using Gateway.Lab;
using Gateway.Tests.Caching;

namespace Gateway.Bench.Tiers;

/// <summary>Which tiers the gateways of a run have.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="MemoryMegabytes">What each gateway may keep in memory.</param>
/// <param name="IsShared">Whether they share a Redis.</param>
/// <param name="Prototype">What a published prototype came to.</param>
internal sealed record TierChoice(string Name, int MemoryMegabytes, bool IsShared, string Prototype)
{
    // A sixteenth of the trace.
    private const int Little = 2;

    public static IReadOnlyList<TierChoice> All { get; } =
    [
        new("memory only", Little, false, "68% at 0.8 ms"),
        new("both tiers", Little, true, "92% at 3.2 ms"),
        new("Redis only", 0, true, "79% at 12 ms"),
    ];

    public LabSettings Settings(Uri origin, RedisServer redis)
    {
        var settings = GatewayBefore.Settings(origin).Set("Caching:MemoryMegabytes", MemoryMegabytes);
        return IsShared ? settings.Set("Caching:Redis:Connection", redis.Address) : settings;
    }
}
