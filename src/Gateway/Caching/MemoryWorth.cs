using System.Numerics;

namespace Gateway.Caching;

/// <summary>What a byte spent on an entry is worth: a hit on a small answer spares as much waiting as one on a large answer.</summary>
internal static class MemoryWorth
{
    /// <summary>How many size classes there are: up to 512 bytes, then by factors of four.</summary>
    public const int Classes = 10;

    private const int Smallest = 9;

    /// <summary>Hits per byte of an entry that is found as often as any other.</summary>
    public static double Of(long cost) => 1.0 / cost;

    /// <summary>The class of entries that are about as large.</summary>
    public static int Class(long cost) => Math.Clamp((BitOperations.Log2((ulong)cost) - Smallest + 1) / 2, 0, Classes - 1);
}
