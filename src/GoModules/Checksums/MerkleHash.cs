using System.Numerics;
using System.Security.Cryptography;

namespace GoModules.Checksums;

/// <summary>The hashes of a checksum database's tree, and how they are numbered (RFC 6962, 2.1; golang.org/x/mod/sumdb/tlog).</summary>
/// <remarks>A hash is told by its level, 0 for those of records, and its number from the left. It covers 2^level records.</remarks>
internal static class MerkleHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 32;

    /// <summary>The hash of a tree without records.</summary>
    public static byte[] OfNothing { get; } = SHA256.HashData([]);

    /// <summary>The hash of one record. What is put before it keeps it from being taken for two hashes.</summary>
    public static byte[] OfRecord(ReadOnlySpan<byte> text) => SHA256.HashData([0, .. text]);

    /// <summary>The hash over two that stand side by side.</summary>
    public static byte[] OfTwo(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => SHA256.HashData([1, .. left, .. right]);

    /// <summary>The largest whole trees, from the left, that a tree of so many records is made of.</summary>
    public static IReadOnlyList<(int Level, long Number)> PartsOf(long size)
    {
        var parts = new List<(int, long)>();
        for (var from = 0L; from < size;)
        {
            var level = BitOperations.Log2((ulong)(size - from));
            parts.Add((level, from >> level));
            from += 1L << level;
        }

        return parts;
    }

    /// <summary>The hash of a tree, from those of its <see cref="PartsOf"/>.</summary>
    public static byte[] OfParts(IReadOnlyList<byte[]> parts)
    {
        var hash = parts.Count == 0 ? OfNothing : parts[^1];
        for (var i = parts.Count - 2; i >= 0; i--)
        {
            hash = OfTwo(parts[i], hash);
        }

        return hash;
    }
}
