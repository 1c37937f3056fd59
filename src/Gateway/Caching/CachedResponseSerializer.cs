using System.Buffers;
using System.Text;
using Gateway.Checksums;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Caching;

/// <summary>Writes answers as bytes for the tier that gateways share. The frame around them carries version, key and signature.</summary>
internal sealed class CachedResponseSerializer : IHybridCacheSerializer<CachedResponse>
{
    public void Serialize(CachedResponse value, IBufferWriter<byte> target)
    {
        using var head = new MemoryStream();
        using (var writer = new BinaryWriter(head, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write((short)value.Status);
            writer.Write(value.ETag ?? "");
            writer.Write(value.LastModified?.UtcTicks ?? 0);
            writer.Write(value.Cluster);
            writer.Write(value.Validator ?? "");
            writer.Write(value.Fetched.UtcTicks);
            writer.Write(value.FreshUntil.UtcTicks);
            writer.Write(value.KeptUntil.UtcTicks);
            writer.Write(value.Stamp);
            writer.Write(value.Length);
        }

        target.Write(head.GetBuffer().AsSpan(0, (int)head.Length));
        foreach (var segment in value.Body)
        {
            target.Write(segment.Span);
        }

        // Behind everything else: an older gateway does not look there, and what it wrote has nothing there.
        target.Write([(byte)value.ChecksumState]);
        target.Write(Encoding.ASCII.GetBytes(value.Checksum ?? ""));
    }

    /// <exception cref="IOException">The bytes are no answer; the caller takes that for a miss.</exception>
    public CachedResponse Deserialize(ReadOnlySequence<byte> source)
    {
        using var reader = new BinaryReader(new MemoryStream(source.ToArray(), writable: false), Encoding.UTF8);
        return new CachedResponse
        {
            Status = reader.ReadInt16(),
            ETag = NullIfEmpty(reader.ReadString()),
            LastModified = reader.ReadInt64() is not 0 and var modified ? new DateTimeOffset(modified, TimeSpan.Zero) : null,
            Cluster = reader.ReadString(),
            Validator = NullIfEmpty(reader.ReadString()),
            Fetched = ReadTime(reader),
            FreshUntil = ReadTime(reader),
            KeptUntil = ReadTime(reader),
            Stamp = reader.ReadInt64(),
            Body = ReadBody(reader),
            ChecksumState = reader.BaseStream.Position < reader.BaseStream.Length ? (ChecksumState)reader.ReadByte() : ChecksumState.Unchecked,
            Checksum = NullIfEmpty(Encoding.ASCII.GetString(reader.ReadBytes((int)(reader.BaseStream.Length - reader.BaseStream.Position)))),
        };
    }

    private static ReadOnlySequence<byte> ReadBody(BinaryReader reader)
    {
        var length = reader.ReadInt64();
        var body = reader.ReadBytes(checked((int)length));
        return body.Length == length ? new ReadOnlySequence<byte>(body) : throw new EndOfStreamException("The answer is cut short.");
    }

    private static DateTimeOffset ReadTime(BinaryReader reader) => new(reader.ReadInt64(), TimeSpan.Zero);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
