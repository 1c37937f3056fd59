using System.IO.Compression;
using System.Text;

namespace GoModules.Tests.Oracle;

/// <summary>Makes zips of odd names, empty files, folders, several packings and orders, and damages them; always the same ones for a seed.</summary>
internal sealed class ZipInputs(int seed)
{
    private static readonly string[] Names =
    [
        "go.mod", "LICENSE", "a.go", "a/b.go", "a-b.go", "A.go", "é.go", "日本/語.go", "a b.go", "a\\b.go", "../up.go", "/abs", ".hidden", "a//b", "x\ny",
        "folder/", "Z", "😀", "a\0b", "~", "a/b/c/d/e/f", "con", "new\r", "@v1.0.0/", "m@v1.0.0/go.mod",
    ];

    private readonly Random _random = new(seed);

    public byte[] Sound()
    {
        using var bytes = new MemoryStream();
        // What is written to a stream that cannot go back has its sizes behind it.
        using (var archive = new ZipArchive(_random.Next(2) == 0 ? bytes : new OneWay(bytes), ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var left = _random.Next(8); left > 0; left--)
            {
                var name = _random.Next(20) == 0 ? Names[_random.Next(Names.Length)] : $"m@v1.0.0/{left % 3}{Names[_random.Next(14)].Replace("\n", "", StringComparison.Ordinal)}";
                var entry = archive.CreateEntry(name, (CompressionLevel)_random.Next(4));
                using var content = entry.Open();
                if (!name.EndsWith('/'))
                {
                    content.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(name, _random.Next(5) * _random.Next(300)))));
                }
            }

            archive.Comment = _random.Next(4) == 0 ? "comment PK\u0005\u0006" : "";
        }

        return bytes.ToArray();
    }

    /// <summary>The zip with a piece of its end missing, or with one bit that is another.</summary>
    public byte[] Damaged(byte[] zip)
    {
        if (_random.Next(4) == 0)
        {
            return zip[..^_random.Next(Math.Min(zip.Length, 40))];
        }

        byte[] copy = [.. zip];
        copy[_random.Next(copy.Length)] ^= (byte)(1 << _random.Next(8));
        return copy;
    }

    private sealed class OneWay(Stream to) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => to.Write(buffer, offset, count);

        public override void Flush() => to.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
