using System.IO.Hashing;
using System.Text;

namespace Gateway.Upstreams;

/// <summary>Picks a share of names, the same ones every time and on every gateway; a larger share holds all of a smaller one.</summary>
internal static class StableShare
{
    /// <summary>Whether a name is among the share, which is from 0 (none) to 1 (all).</summary>
    public static bool Has(string name, double share) =>
        // 53 bits of the hash as a number from 0 to below 1.
        share >= 1 || (XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(name)) >> 11) / (double)(1UL << 53) < share;
}
