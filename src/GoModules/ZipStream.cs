namespace GoModules;

/// <summary>A part of a zip as a stream.</summary>
internal sealed class ZipStream(ZipBytes zip, long from, long length) : Stream
{
    private readonly long _end = from + length;
    private long _at = from;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, _end - _at);
        if (count == 0)
        {
            return 0;
        }

        var piece = zip.From(_at).Span;
        count = Math.Min(count, piece.Length);
        piece[..count].CopyTo(buffer);
        _at += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
