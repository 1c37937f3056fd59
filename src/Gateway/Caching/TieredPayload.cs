namespace Gateway.Caching;

/// <summary>A value that somebody could change, kept as bytes: every caller gets one of his own.</summary>
internal sealed class TieredPayload(byte[] bytes)
{
    public byte[] Bytes => bytes;
}
