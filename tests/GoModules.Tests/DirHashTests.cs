using System.IO.Compression;
using System.Text;

namespace GoModules.Tests;

public class DirHashTests
{
    private const long Enough = 1 << 20;

    [Fact]
    public void A_hash_is_of_the_files_and_not_of_how_they_are_packed()
    {
        var one = Zip(CompressionLevel.SmallestSize, ("m@v1.0.0/go.mod", "module m\n"), ("m@v1.0.0/a.go", "package m\n"));
        var other = Zip(CompressionLevel.NoCompression, ("m@v1.0.0/a.go", "package m\n"), ("m@v1.0.0/go.mod", "module m\n"));
        var changed = Zip(CompressionLevel.SmallestSize, ("m@v1.0.0/go.mod", "module m\n"), ("m@v1.0.0/a.go", "package n\n"));

        one.Should().NotEqual(other);
        DirHash.OfZip(one, Enough).Should().StartWith("h1:").And.Be(DirHash.OfZip(other, Enough)).And.NotBe(DirHash.OfZip(changed, Enough));
    }

    [Fact]
    public void An_empty_zip_has_the_hash_of_nothing() =>
        DirHash.OfZip(Zip(CompressionLevel.Fastest), Enough).Should().Be("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");

    [Fact]
    public void What_unpacks_to_more_than_is_allowed_is_not_unpacked()
    {
        var bomb = Zip(CompressionLevel.SmallestSize, ("m@v1.0.0/zeros", new string('0', 64 << 20)));

        bomb.Length.Should().BeLessThan(1 << 20);
        DirHash.OfZip(bomb, Enough).Should().BeNull();
        DirHash.OfZip(bomb, 64 << 20).Should().NotBeNull();
    }

    [Fact]
    public void What_says_that_it_is_smaller_than_it_is_is_not_unpacked_further()
    {
        var bomb = Zip(CompressionLevel.SmallestSize, ("zeros", new string('0', 64 << 20)));
        // The size in the central directory, 24 bytes from its beginning.
        var directory = bomb.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(bomb.AsSpan(directory + 24), 1000u).Should().BeTrue();

        DirHash.OfZip(bomb, Enough).Should().BeNull();
    }

    [Fact]
    public void Files_that_lie_over_each_other_are_not_unpacked_again_and_again()
    {
        var honest = Zip(CompressionLevel.NoCompression, ("a", new string('0', 10_000)));
        var directory = honest.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        var (body, entry, end) = (honest[..directory], honest[directory..^22], honest[^22..]);
        byte[] all = [.. body, .. Named('a', entry), .. Named('b', entry), .. Named('c', entry), .. end];
        // The end record: entries at 10, bytes of the directory at 12.
        BitConverter.TryWriteBytes(all.AsSpan(all.Length - 12), (ushort)3).Should().BeTrue();
        BitConverter.TryWriteBytes(all.AsSpan(all.Length - 10), 3u * (uint)entry.Length).Should().BeTrue();

        DirHash.OfZip((byte[])[.. body, .. entry, .. end], Enough).Should().NotBeNull();
        DirHash.OfZip(all, Enough).Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK")]
    [InlineData("<html>not a zip</html>")]
    public void What_is_no_zip_has_no_hash(string text) => DirHash.OfZip(Encoding.ASCII.GetBytes(text), Enough).Should().BeNull();

    // The name is behind 46 bytes.
    private static byte[] Named(char name, byte[] entry) => [.. entry[..46], (byte)name, .. entry[47..]];

    private static byte[] Zip(CompressionLevel level, params (string Name, string Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
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
