using System.Buffers.Binary;

namespace Gateway.Access.Rules;

/// <summary>What was seen of one list, as bytes in Redis.</summary>
/// <param name="Lists">The latest list of each cluster, by its hash.</param>
/// <param name="Known">The hashes of all versions.</param>
/// <param name="Appeared">The versions that were not there at first.</param>
internal sealed record ListHistory(
    IReadOnlyList<(string Cluster, UInt128 List)> Lists, IReadOnlyList<UInt128> Known, IReadOnlyList<(string Version, DateTimeOffset At)> Appeared)
{
    private const int HashBytes = 16;

    public static byte[] Write(
        IReadOnlyList<(string Cluster, UInt128 List)> lists, IReadOnlyList<UInt128> known, IReadOnlyList<(string Version, DateTimeOffset At)> appeared)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        Span<byte> hash = stackalloc byte[HashBytes];
        writer.Write(lists.Count);
        foreach (var (cluster, list) in lists)
        {
            writer.Write(cluster);
            BinaryPrimitives.WriteUInt128BigEndian(hash, list);
            writer.Write(hash);
        }

        writer.Write(known.Count);
        foreach (var version in known)
        {
            BinaryPrimitives.WriteUInt128BigEndian(hash, version);
            writer.Write(hash);
        }

        writer.Write(appeared.Count);
        foreach (var (version, at) in appeared)
        {
            writer.Write(version);
            writer.Write(at.UtcTicks);
        }

        return bytes.ToArray();
    }

    /// <summary>Null for what nobody wrote so. Never throws, and takes no more memory than there are bytes.</summary>
    public static ListHistory? Read(ReadOnlyMemory<byte> history)
    {
        using var reader = new BinaryReader(new MemoryStream(history.ToArray(), writable: false));
        try
        {
            return new ListHistory(
                Items(reader, () => (reader.ReadString(), Hash(reader))),
                Items(reader, () => Hash(reader)),
                Items(reader, () => (reader.ReadString(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero))));
        }
        catch (Exception foreign) when (foreign is IOException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static List<T> Items<T>(BinaryReader reader, Func<T> read)
    {
        var items = new List<T>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            items.Add(read());
        }

        return items;
    }

    private static UInt128 Hash(BinaryReader reader)
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        reader.BaseStream.ReadExactly(hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
