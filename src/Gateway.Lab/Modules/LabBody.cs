using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Lab.Modules;

/// <summary>Bytes an origin can serve: their number is known before the first is read, and any part can be cut out.</summary>
/// <remarks>A sequence may name the same memory many times, so that a body of 300 MB need not be held.</remarks>
internal sealed class LabBody(ReadOnlySequence<byte> bytes, string tag)
{
    public static readonly LabBody Empty = Of([]);

    public long Length => Bytes.Length;

    public ReadOnlySequence<byte> Bytes { get; } = bytes;

    /// <summary>Equal for equal bytes and for nothing else; the origins make their ETags of it.</summary>
    public string Tag { get; } = tag;

    public static LabBody Of(byte[] bytes) =>
        new(new ReadOnlySequence<byte>(bytes), Convert.ToHexStringLower(SHA256.HashData(bytes)));

    public static LabBody Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public LabBody Slice(long from, long count) => new(Bytes.Slice(from, count), $"{Tag}-{from}-{count}");

    public byte[] ToArray() => Bytes.ToArray();
}
