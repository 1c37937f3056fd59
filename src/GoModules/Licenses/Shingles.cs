using System.Numerics;

namespace GoModules.Licenses;

/// <summary>Every three words that follow each other, as a number of 24 bits: what texts are compared by.</summary>
/// <remarks>Broder, "On the resemblance and containment of documents" (1997). Why three: docs/decisions/0031-licences.md.</remarks>
internal static class Shingles
{
    /// <summary>Words in one.</summary>
    public const int Words = 3;

    private const int Bits = 24;

    /// <summary>One for each word but the last two.</summary>
    public static int[] Of(IReadOnlyList<uint> words)
    {
        var shingles = new int[Math.Max(0, words.Count - Words + 1)];
        for (var at = 0; at < shingles.Length; at++)
        {
            shingles[at] = Join(words[at], words[at + 1], words[at + 2]);
        }

        return shingles;
    }

    /// <summary>The smallest ones, each once and in order: a fair sample, and of all texts the same.</summary>
    public static int[] Sample(IEnumerable<int> shingles, int most) => [.. shingles.Distinct().Order().Take(most)];

    // The finisher of SplitMix64 over the three, so that every bit hangs on every word and the order counts.
    private static int Join(uint one, uint two, uint three)
    {
        var mixed = (((ulong)one << 32) | two) + BitOperations.RotateLeft(three * 0x9E3779B97F4A7C15UL, 29);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return (int)((mixed ^ (mixed >> 31)) >> (64 - Bits));
    }
}
