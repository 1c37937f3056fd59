namespace Gateway.Caching;

/// <summary>A frame that may be served, with the memory that its payload lies in.</summary>
internal sealed class FrameReading(FrameBuffer buffer, Frame frame, TimeSpan remaining) : IDisposable
{
    public Frame Frame => frame;

    /// <summary>How long it may still be kept.</summary>
    public TimeSpan Remaining => remaining;

    public void Dispose() => buffer.Dispose();
}
