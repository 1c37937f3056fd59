using System.IO.Compression;
using System.Text.Json;
using Gateway.Tests.EndToEnd;
using GoModules;

namespace Gateway.Tests.Checksums;

/// <summary>Our hashes are those of the go command, for real modules and for odd ones.</summary>
[Collection<RealPeers>]
public sealed class HashEqualityTests(Peers peers)
{
    private const int Made = 180;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_hash_that_go_makes_we_make_too()
    {
        var made = Enumerable.Range(0, Made).Select(Odd).ToList();
        Parallel.ForEach(made, peers.Tree.Publish);
        for (var i = 0; i < Made; i += 3)
        {
            Repack(peers.Tree.FileOf(made[i].Module, "zip"), i % 2 == 0 ? CompressionLevel.NoCompression : CompressionLevel.SmallestSize);
        }

        var modules = DebianModules.Newest.Concat(made.Select(source => source.Module)).Append(MadeModules.UpperCase).Append(MadeModules.Legacy).ToList();
        // Whatever the gateway found different it would refuse.
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce");
        using var go = new GoCommand(GoRelease.Newest, bed.Gateway.GoProxy);

        var output = (await go.RunAsync(Cancellation, ["mod", "download", "-json", .. modules.Select(module => module.ToString())])).Succeeded();

        var documents = output.Text.Split("}\n", StringSplitOptions.RemoveEmptyEntries).Select(text => JsonDocument.Parse(text + "}").RootElement).ToList();
        documents.Should().HaveCountGreaterThanOrEqualTo(200).And.HaveCount(modules.Count);
        foreach (var document in documents)
        {
            var module = new EndToEnd.ModuleVersion(document.GetProperty("Path").GetString()!, document.GetProperty("Version").GetString()!);
            var (zip, mod) = (await File.ReadAllBytesAsync(peers.Tree.FileOf(module, "zip"), Cancellation), await File.ReadAllBytesAsync(peers.Tree.FileOf(module, "mod"), Cancellation));

            DirHash.OfZip(zip, 1 << 28).Should().Be(document.GetProperty("Sum").GetString(), "{0}", module);
            DirHash.OfGoMod(mod).Should().Be(document.GetProperty("GoModSum").GetString(), "{0}", module);
        }

        (await bed.AlarmsAsync()).Should().BeEmpty();
    }

    private static ModuleSource Odd(int number)
    {
        var random = new Random(number);
        var (path, version) = ($"example.org/Odd{number % 7}/m{number}", $"v1.{number}.0{(number % 5 == 0 ? "-RC." + number : "")}");
        string[] names = ["a b.txt", "ünï.go", "日本語/語.go", "Upper.GO", "~tilde", "x/y/z/w/v/u/t/deep.go", "empty", "UP/low.go", "+plus,comma=equals", "[brackets]{braces}", "$dollar%percent&amp", "no-extension"];
        var files = names.Where(_ => random.Next(2) == 0).Select(name => (name, random.Next(3) == 0 ? "" : new string((char)('a' + random.Next(26)), random.Next(5000)))).ToList();
        files.Add(("go.mod", $"module {path}\n\ngo 1.17\n// {number}\n"));
        if (number % 30 == 0)
        {
            files.Add(("large.bin", string.Concat(Enumerable.Range(0, 100_000).Select(_ => random.Next(1_000_000)))));
        }

        return ModuleSource.Of(path, version, [.. files]);
    }

    private static void Repack(string file, CompressionLevel level)
    {
        var files = new List<(string Name, byte[] Content)>();
        using (var archive = ZipFile.OpenRead(file))
        {
            foreach (var entry in archive.Entries)
            {
                using var content = entry.Open();
                using var bytes = new MemoryStream();
                content.CopyTo(bytes);
                files.Add((entry.FullName, bytes.ToArray()));
            }
        }

        using var packed = new ZipArchive(File.Create(file), ZipArchiveMode.Create);
        foreach (var (name, content) in Enumerable.Reverse(files))
        {
            using var stream = packed.CreateEntry(name, level).Open();
            stream.Write(content);
        }
    }
}
