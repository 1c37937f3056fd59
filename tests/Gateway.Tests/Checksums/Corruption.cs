using System.IO.Compression;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Checksums;

/// <summary>Ways in which a zip can be wrong.</summary>
internal static class Corruption
{
    /// <summary>A module whose zip is several times as large as what is held back.</summary>
    public static EndToEnd.ModuleVersion Large(Peers peers)
    {
        var module = new EndToEnd.ModuleVersion("example.org/large", "v1.0.0");
        if (!File.Exists(peers.Tree.FileOf(module, "zip")))
        {
            var noise = new byte[200_000];
            new Random(1).NextBytes(noise);
            peers.Tree.Publish(new ModuleSource(module, new Dictionary<string, byte[]>
            {
                ["data.bin"] = noise,
                ["go.mod"] = "module example.org/large\n"u8.ToArray(),
                ["large.go"] = "package large\n"u8.ToArray(),
            }));
        }

        return module;
    }

    /// <summary>A zip that can be read, with another byte in its last file.</summary>
    public static byte[] OfContent(byte[] zip)
    {
        using var bytes = new MemoryStream();
        bytes.Write(zip);
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = archive.Entries[^1];
            using var content = entry.Open();
            content.Position = content.Length;
            content.WriteByte((byte)'\n');
        }

        return bytes.ToArray();
    }

    /// <summary>One that differs from the zip anywhere: a bit, a missing piece, a piece twice, the end of another, or what can be read and is not the same.</summary>
    public static byte[] AtRandom(byte[] zip, Random random)
    {
        byte[] copy = [.. zip];
        var at = random.Next(zip.Length);
        switch (random.Next(6))
        {
            case 0:
                return OfContent(zip);
            case 1:
                return [.. zip[..at], .. zip[Math.Min(zip.Length, at + 1 + random.Next(1000))..]];
            case 2:
                return [.. zip[..at], .. zip[(at / 2)..]];
            case 3:
                random.NextBytes(copy.AsSpan(Math.Max(0, zip.Length - 1 - random.Next(100_000))));
                return copy;
            default:
                copy[at] ^= (byte)(1 << random.Next(8));
                return copy;
        }
    }
}
