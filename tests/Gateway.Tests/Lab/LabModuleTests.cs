using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Gateway.Lab.Modules;

namespace Gateway.Tests.Lab;

public sealed class LabModuleTests
{
    [Fact]
    public void A_zip_opens_and_names_its_files_with_the_module_and_version_as_they_are_written()
    {
        var module = LabModules.Public().Resolve("example.org/!azure/!storage", "v1.1.0-!r!c1")!;

        using var zip = Open(module);

        zip.Entries.Select(static entry => entry.FullName).Should().Equal(
            "example.org/Azure/Storage@v1.1.0-RC1/go.mod",
            "example.org/Azure/Storage@v1.1.0-RC1/storage.go");
        Read(zip.Entries[0]).Should().Be(Encoding.UTF8.GetString(module.Mod.ToArray()));
    }

    [Fact]
    public void A_module_is_the_same_bytes_whenever_it_is_made()
    {
        static LabModule Make() => new()
        {
            Path = "example.org/same",
            Version = "v1.0.0",
            Files = [LabFile.Incompressible("data.bin", 5000)],
        };

        Make().Zip.ToArray().Should().Equal(Make().Zip.ToArray());
        Make().Zip.Tag.Should().Be(Make().Zip.Tag);
    }

    [Fact]
    public void Another_compression_gives_other_bytes_with_the_same_files()
    {
        var one = LabModules.Public().Find("example.org/hello", "v1.2.0")!;
        var other = LabModules.Public(CompressionLevel.NoCompression).Find("example.org/hello", "v1.2.0")!;

        other.Zip.ToArray().Should().NotEqual(one.Zip.ToArray());
        using var left = Open(one);
        using var right = Open(other);
        left.Entries.Select(Read).Should().Equal(right.Entries.Select(Read));
    }

    [Fact]
    public void Info_names_the_version_and_its_time()
    {
        var info = JsonDocument.Parse(LabModules.Private().Find("corp.example/auth", "v1.0.0")!.Info.ToArray()).RootElement;

        info.GetProperty("Version").GetString().Should().Be("v1.0.0");
        info.GetProperty("Time").GetString().Should().Be("2025-03-01T12:00:00Z");
        info.GetProperty("Origin").GetProperty("URL").GetString().Should().Be("https://git.corp.example/auth");
    }

    [Fact]
    public void A_module_without_go_mod_has_none_in_its_zip()
    {
        var legacy = LabModules.Public().Find("example.org/legacy", "v2.0.0+incompatible")!;

        using var zip = Open(legacy);

        zip.Entries.Should().NotContain(static entry => entry.Name == "go.mod");
        Encoding.UTF8.GetString(legacy.Mod.ToArray()).Should().StartWith("module example.org/legacy\n");
    }

    [Fact]
    public void Every_requirement_of_the_catalogue_is_in_the_catalogue()
    {
        var all = LabModules.Private().All.Concat(LabModules.Public().All).ToList();
        var names = all.Select(static module => module.ToString()).ToHashSet();

        all.SelectMany(static module => module.Requires).Should().OnlyContain(require => names.Contains(require));
    }

    [Fact]
    public void The_shop_stands_on_more_than_twenty_modules()
    {
        var library = LabModules.Public();
        var reached = new HashSet<string>();
        var open = new Queue<LabModule>([library.Latest(LabModules.Shop)!]);
        while (open.TryDequeue(out var module))
        {
            foreach (var require in module.Requires.Where(reached.Add))
            {
                open.Enqueue(library.All.Single(candidate => candidate.ToString() == require));
            }
        }

        reached.Select(static require => require.Split('@')[0]).Distinct().Should().HaveCountGreaterThan(20);
    }

    [Fact]
    public void A_toolchain_of_300_MB_is_a_real_zip_that_is_not_held()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var toolchain = LabModules.ToolchainOf(300_000_000);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(16_000_000);
        toolchain.Zip.Length.Should().BeInRange(300_000_000, 301_000_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(1 << 20)]
    [InlineData((3 << 20) + 17)]
    public void A_toolchain_of_any_size_opens_and_its_checksums_are_right(int size)
    {
        var toolchain = LabModules.ToolchainOf(size);

        using var zip = Open(toolchain);

        zip.Entries.Sum(static entry => ReadBytes(entry).LongLength).Should().BeGreaterThanOrEqualTo(size);
        zip.Entries.Should().OnlyContain(static entry => entry.FullName.StartsWith("golang.org/toolchain@v0.0.1-go1.99.0.linux-amd64/"));
        zip.Entries.Select(static entry => Convert.ToHexString(ReadBytes(entry))).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Versions_are_found_as_they_are_written_on_the_wire()
    {
        var library = LabModules.Public();

        library.Find("example.org/!azure/!storage", "v1.2.0").Should().NotBeNull();
        library.Find("example.org/Azure/Storage", "v1.2.0").Should().BeNull();
        library.Latest("example.org/text")!.Version.Should().Be("v1.2.0");
        library.Latest("example.org/hello")!.Version.Should().Be("v1.2.0", "a pseudo-version is a pre-release");
        library.Latest("example.org/untagged")!.Version.Should().Be("v0.0.0-20250102030405-abcdef012345");
        library.Resolve("example.org/hello", "master")!.Version.Should().StartWith("v1.2.1-0.2025");
        library.Resolve("example.org/!azure/!storage", "!main")!.Version.Should().Be("v1.2.0");
        library.Resolve("example.org/hello", "nowhere").Should().BeNull();
    }

    [Fact]
    public void A_version_can_be_published_and_withdrawn_while_the_library_is_used()
    {
        var library = LabModules.Private();

        library.Publish(new LabModule { Path = "corp.example/auth", Version = "v1.1.0" });
        library.Latest("corp.example/auth")!.Version.Should().Be("v1.1.0");

        library.Withdraw("corp.example/auth", "v1.1.0");
        library.Latest("corp.example/auth")!.Version.Should().Be("v1.0.0");
        LabModules.Private().All.Should().HaveSameCount(library.All);
    }

    private static ZipArchive Open(LabModule module) => new(new MemoryStream(module.Zip.ToArray()), ZipArchiveMode.Read);

    private static string Read(ZipArchiveEntry entry) => Encoding.UTF8.GetString(ReadBytes(entry));

    private static byte[] ReadBytes(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
