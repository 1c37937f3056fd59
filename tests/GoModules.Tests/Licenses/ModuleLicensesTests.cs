using System.Buffers;
using System.IO.Compression;
using System.Text;
using GoModules.Licenses;

namespace GoModules.Tests.Licenses;

public class ModuleLicensesTests
{
    private const string Module = "example.org/Hello";
    private const string Version = "v1.2.3";

    private static readonly string Mit = SpdxTexts.Of("MIT");

    [Theory]
    [InlineData("LICENSE")]
    [InlineData("License.md")]
    [InlineData("LICENCE.txt")]
    [InlineData("COPYING")]
    [InlineData("UNLICENSE")]
    [InlineData("LICENSE-MIT")]
    [InlineData("LICENSE.MIT")]
    [InlineData("LICENSE-2.0.txt")]
    [InlineData("MIT-LICENSE.txt")]
    [InlineData("MIT_LICENCE")]
    [InlineData("license.rst")]
    [InlineData("LICENSES/MIT.txt")]
    public void Licence_files_are_known_by_their_names(string name) =>
        Read((name, Mit), ("go.mod", "module x")).Should().BeEquivalentTo(new { Files = new[] { new { Path = name, Found = new[] { new { Name = "MIT" } } } }, Unknown = (string?)null });

    [Theory]
    [InlineData("license.go")]
    [InlineData("licenses.txt")]
    [InlineData("LICENSE.tmpl")]
    [InlineData("mylicense")]
    [InlineData("README.md")]
    [InlineData("vendor/github.com/a/b/LICENSE")]
    [InlineData("internal/testdata/LICENSE")]
    [InlineData("_examples/LICENSE")]
    [InlineData(".github/LICENSE")]
    [InlineData("LICENSES/vendor/github.com/a/b/LICENSE")]
    public void Other_files_are_none(string name) =>
        Read((name, Mit)).Should().BeEquivalentTo(new { Files = Array.Empty<object>(), Unknown = "it has no licence file at its root" });

    [Fact]
    public void Those_at_the_root_come_first_and_those_below_count()
    {
        var read = Read(("a/LICENSE", SpdxTexts.Of("GPL-3.0")), ("vendor/x/LICENSE", SpdxTexts.Of("ISC")), ("LICENSE-MIT", Mit), ("LICENSE-APACHE", SpdxTexts.Of("Apache-2.0")));

        Described(read).Should().Equal("LICENSE-APACHE: Apache-2.0", "LICENSE-MIT: MIT", "a/LICENSE: GPL-3.0");
        read.Unknown.Should().BeNull();
    }

    [Fact]
    public void One_below_is_none_of_the_module() => Read(("internal/a/LICENSE", Mit)).Unknown.Should().Be("it has no licence file at its root");

    [Fact]
    public void The_GPL_beside_the_LGPL_is_a_part_of_it()
    {
        var (general, lesser) = (File.ReadAllText("/usr/share/common-licenses/GPL-3"), File.ReadAllText("/usr/share/common-licenses/LGPL-3"));

        Described(Read(("COPYING", general), ("COPYING.LESSER", lesser))).Should().Equal("COPYING: ", "COPYING.LESSER: LGPL-3.0");
        Described(Read(("COPYING", general), ("lib/COPYING.LESSER", lesser))).Should().Equal("COPYING: GPL-3.0", "lib/COPYING.LESSER: LGPL-3.0");
    }

    [Fact]
    public void Files_outside_of_the_module_are_none()
    {
        var zip = Zip(("example.org/hello@v1.2.3/LICENSE", Encoding.UTF8.GetBytes(Mit)), ("LICENSE", Encoding.UTF8.GetBytes(Mit)));

        Of(zip).Files.Should().BeEmpty();
    }

    [Fact]
    public void Odd_encodings_are_read()
    {
        byte[][] encoded = [[0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Mit)], [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Mit)], [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Mit)], [.. Encoding.Latin1.GetBytes("Copyright Jürgen Groß\n" + Mit)]];

        foreach (var bytes in encoded)
        {
            Described(Of(Zip(($"{Module}@{Version}/LICENSE", bytes)))).Should().Equal("LICENSE: MIT");
        }
    }

    [Fact]
    public void What_is_no_zip_is_unknown()
    {
        var zip = Zip(($"{Module}@{Version}/LICENSE", Encoding.UTF8.GetBytes(Mit)));

        Of(new byte[] { 1, 2, 3 }).Should().BeEquivalentTo(ModuleLicenses.Unread("its zip cannot be read"));
        Of(Array.Empty<byte>()).Should().BeEquivalentTo(ModuleLicenses.Unread("its zip cannot be read"));
        for (var length = 0; length < zip.Length; length++)
        {
            Of(zip.AsMemory(0, length)).Unknown.Should().NotBeNull();
        }
    }

    [Fact]
    public void Whatever_is_changed_in_a_zip_it_is_read_or_unknown()
    {
        var zip = Zip(($"{Module}@{Version}/LICENSE", Encoding.UTF8.GetBytes(Mit)), ($"{Module}@{Version}/go.mod", "module x"u8.ToArray()));
        var random = new Random(1);
        for (var round = 0; round < 3000; round++)
        {
            var changed = zip.ToArray();
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            var read = Of(changed);
            (read.Unknown is not null || read.Files.Any(file => file.Unknown is not null || file.Found.Count > 0)).Should().BeTrue();
        }
    }

    [Fact]
    public void Bombs_are_read_for_as_long_as_licences_are_and_not_longer()
    {
        var bomb = new byte[64 * 1024 * 1024];
        var began = TimeProvider.System.GetTimestamp();

        var read = Of(Zip([.. Enumerable.Range(0, 20).Select(index => ($"{Module}@{Version}/LICENSE-{index:00}", bomb))]));

        TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(60));
        read.Files.Should().HaveCount(20);
        read.Files[0].Unknown.Should().Be("it is larger than the 2048 KiB that are read of it");
        read.Files[^1].Unknown.Should().Be("the files before it have the 8192 KiB that are read");
    }

    [Fact]
    public void A_hundred_thousand_files_are_looked_through()
    {
        var files = Enumerable.Range(0, 100_000).Select(index => ($"{Module}@{Version}/d{index % 100}/f{index}.txt", Array.Empty<byte>())).Append(($"{Module}@{Version}/LICENSE", Encoding.UTF8.GetBytes(Mit)));
        var zip = Zip([.. files]);
        var began = TimeProvider.System.GetTimestamp();

        Described(Of(zip)).Should().Equal("LICENSE: MIT");
        TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Of_very_many_licence_files_a_hundred_are_read()
    {
        var read = Read([.. Enumerable.Range(0, 150).Select(index => ($"LICENSE-{index}", Mit))]);

        read.Files.Should().HaveCount(ModuleLicenses.MostFiles);
        read.Unknown.Should().Be("it has 150 licence files, of which 100 are read");
    }

    private static ModuleLicenses Read(params (string Name, string Text)[] files) => Of(Zip([.. files.Select(file => ($"{Module}@{Version}/{file.Name}", Encoding.UTF8.GetBytes(file.Text)))]));

    private static ModuleLicenses Of(ReadOnlyMemory<byte> zip) => ModuleLicenses.OfZip(new ReadOnlySequence<byte>(zip), Module, Version, LicenseCatalog.BuiltIn);

    private static IEnumerable<string> Described(ModuleLicenses read) => read.Files.Select(file => $"{file.Path}: {string.Join(' ', file.Found.Select(license => license.Name))}{file.Unknown}");

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
