using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Gateway.Checksums;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Checksums;

/// <summary>
/// Zips that no honest author makes: those that golang.org/x/mod hashes are hashed to the very same, and the others are refused, in bounded time and memory.
/// What the checksum database says of them comes from golang.org/x/mod/sumdb/dirhash.
/// </summary>
[Collection(nameof(MemoryAlone))]
public sealed class OddZipTests(Peers peers) : IClassFixture<Peers>, IDisposable
{
    private const int Mebibyte = 1024 * 1024;

    // Far above what any of it takes on a busy machine, and far below what it took if a size that is only claimed were believed.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly EndToEnd.ModuleVersion Module = new("example.org/odd", "v1.0.0");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Odd => ["100,000 entries", "names that climb", "one name twice", "a bomb that go unpacks", "folders", "a comment", "stored"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task What_go_can_hash_has_the_hash_that_go_makes(string kind)
    {
        var tree = Publish(Zip(kind));
        await using var database = await ChecksumDatabase.StartAsync([tree], Cancellation);
        await using var nginx = await Nginx.StartAsync(tree.Folder, "", Cancellation);
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce", database: database);
        bed.Bad.Target = nginx.Address;

        var began = Stopwatch.GetTimestamp();
        var (status, body) = await bed.GetAsync(ChecksumBed.PathOf(Module, "zip"));

        status.Should().Be(200, Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(300, body.Length))));
        body.Should().Equal(await File.ReadAllBytesAsync(tree.FileOf(Module, "zip"), Cancellation));
        Stopwatch.GetElapsedTime(began).Should().BeLessThan(Longest);
        (await bed.AlarmsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("a bomb that is larger than go takes")]
    [InlineData("a directory that is cut off")]
    [InlineData("a directory that claims four billion files")]
    [InlineData("a directory that lies behind the end")]
    [InlineData("a file that is larger than it says")]
    public async Task What_cannot_be_read_whole_is_refused_in_bounded_time_and_memory(string kind)
    {
        var tree = Publish(Zip("stored"));
        await using var database = await ChecksumDatabase.StartAsync([tree], Cancellation);
        await using var nginx = await Nginx.StartAsync(tree.Folder, "", Cancellation);
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce", database: database);
        bed.Bad.Target = nginx.Address;
        var bad = Broken(kind, await File.ReadAllBytesAsync(tree.FileOf(Module, "zip"), Cancellation));
        bed.Bad.Change = (path, body) => path.EndsWith(".zip", StringComparison.Ordinal) ? bad : body;

        var (began, before) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes());
        var asking = () => bed.GetAsync(ChecksumBed.PathOf(Module, "zip"));

        if (bad.Length > ArtifactCheck.WithheldBytes)
        {
            await asking.Should().ThrowAsync<HttpRequestException>("its beginning was sent, and its end is not");
        }
        else
        {
            var (status, body) = await asking();
            status.Should().Be(502);
            Encoding.UTF8.GetString(body).Should().Contain("bad gave a zip that cannot be read");
        }

        Stopwatch.GetElapsedTime(began).Should().BeLessThan(Longest);
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(200 * Mebibyte);
        (await bed.AlarmsAsync()).Should().Equal("mismatch bad");
    }

    private ModuleTree Publish(byte[] zip)
    {
        var tree = new ModuleTree(_folder["tree"]);
        tree.Publish(ModuleSource.Of(Module.Path, Module.Version, ("go.mod", $"module {Module.Path}\n")));
        File.WriteAllBytes(tree.FileOf(Module, "zip"), zip);
        return tree;
    }

    private static byte[] Zip(string kind) => kind switch
    {
        "100,000 entries" => Pack(CompressionLevel.Fastest, Enumerable.Range(0, 100_000).Select(number => ($"{Module}/{number % 100}/{number}.go", $"package p{number}\n"))),
        "names that climb" => Pack(CompressionLevel.Fastest, new[]
        {
            "../../etc/passwd", "/etc/passwd", "C:\\Windows\\x", "..\\..\\x", "a//b", "./c", "d/./e", "f/../g", "~/.ssh/id", "con", " ", "\t", "nul\0name", "\u202egnp.go", new string('n', 60_000),
        }.Select(name => (name, "content of " + name[..1]))),
        "one name twice" => Pack(CompressionLevel.Fastest, [("a.go", "the first"), ("b.go", "between"), ("a.go", "the last")]),
        "a bomb that go unpacks" => Pack(CompressionLevel.SmallestSize, [("zeros", new string('0', 64 * Mebibyte))]),
        "folders" => Pack(CompressionLevel.Fastest, [("a/", ""), ("a/b/", ""), ("a/b/c.go", "package b")]),
        "a comment" => Commented(),
        _ => Pack(CompressionLevel.NoCompression, [($"{Module}/go.mod", $"module {Module.Path}\n"), ($"{Module}/a.go", "package odd\n")]),
    };

    private static byte[] Broken(string kind, byte[] zip)
    {
        var directory = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        switch (kind)
        {
            case "a bomb that is larger than go takes":
                using (var bytes = new MemoryStream())
                {
                    using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
                    {
                        using var zeros = archive.CreateEntry("zeros", CompressionLevel.Fastest).Open();
                        for (var written = 0; written < 501; written++)
                        {
                            zeros.Write(new byte[Mebibyte]);
                        }
                    }

                    return bytes.ToArray();
                }

            case "a directory that is cut off":
                return [.. zip[..(directory + 10)], .. zip[^22..]];
            case "a directory that claims four billion files":
                zip.AsSpan(zip.Length - 14, 4).Fill(255);
                return zip;
            case "a directory that lies behind the end":
                zip.AsSpan(zip.Length - 10, 8).Fill(0x7f);
                return zip;
            default:
                // The size unpacked, 24 bytes from the beginning of its entry.
                zip[directory + 24]++;
                return zip;
        }
    }

    private static byte[] Commented()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.Comment = "for whom it may concern";
            using var content = archive.CreateEntry("a.go").Open();
            content.Write("package a"u8);
        }

        return bytes.ToArray();
    }

    private static byte[] Pack(CompressionLevel level, IEnumerable<(string Name, string Content)> files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var stream = archive.CreateEntry(name, level).Open();
                stream.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return bytes.ToArray();
    }
}
