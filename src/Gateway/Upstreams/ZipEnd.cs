using System.Buffers.Binary;

namespace Gateway.Upstreams;

/// <summary>Keeps the last bytes of a zip of unknown length and tells whether they hold its end record, without which it is not whole.</summary>
/// <remarks>End of central directory record: PKWARE APPNOTE 6.3.10, section 4.3.16. A comment of up to 65535 bytes may follow it.</remarks>
internal sealed class ZipEnd
{
    private const int RecordLength = 22;
    private const int CommentLengthAt = 20;
    private const int Kept = RecordLength + ushort.MaxValue;

    private byte[] _tail = [];

    /// <summary>Whether a zip may end here: an end record whose comment ends with the last byte.</summary>
    public bool IsThere
    {
        get
        {
            for (var at = _tail.Length - RecordLength; at >= 0; at--)
            {
                var record = _tail.AsSpan(at);
                if (record.StartsWith("PK\x05\x06"u8)
                    && BinaryPrimitives.ReadUInt16LittleEndian(record[CommentLengthAt..]) == record.Length - RecordLength)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= Kept)
        {
            _tail = bytes[^Kept..].ToArray();
            return;
        }

        var kept = Math.Min(_tail.Length, Kept - bytes.Length);
        var tail = new byte[kept + bytes.Length];
        _tail.AsSpan(_tail.Length - kept).CopyTo(tail);
        bytes.CopyTo(tail.AsSpan(kept));
        _tail = tail;
    }
}
