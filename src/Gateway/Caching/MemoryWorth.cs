using System.Numerics;

namespace Gateway.Caching;

/// <summary>What an entry is worth for each byte that it takes: who is worth least goes first.</summary>
internal static class MemoryWorth
{
    /// <summary>How many classes of size there are: up to 512 bytes, then by factors of four.</summary>
    public const int Classes = 10;

    /// <summary>
    /// What a fetch costs beside its bytes, in bytes: a list of 1 KB spares about as much waiting as a file of 256 KB. Less makes the tier
    /// hold more bytes and fewer answers, more the opposite; docs/decisions/0007-memory-tier-eviction.md has the figures.
    /// </summary>
    public const long Fetch = 256 << 10;

    /// <summary>From how many rounds on an entry that is still used is not worth more. 7 and 31 measured the same.</summary>
    public const int MostRounds = 15;

    private const int SmallestBits = 9;

    /// <summary>The worth of a byte of an entry that was found in so many rounds of the hand.</summary>
    public static double Of(long cost, int rounds) => (1 + rounds) * (1 + ((double)Fetch / cost));

    /// <summary>The class of the entries that are about as large.</summary>
    public static int Class(long cost) => Math.Clamp((BitOperations.Log2((ulong)cost) - SmallestBits + 2) / 2, 0, Classes - 1);
}
