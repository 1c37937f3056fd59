using System.Numerics;

namespace Gateway.Caching;

/// <summary>The bytes that all bodies under way may hold together, and how many of them are windows.</summary>
internal sealed class InFlightBudget(long bytes)
{
    private const long OfAllWindows = 8 * 1024 * 1024;
    private const long OfOneWindow = 2 * 1024 * 1024;
    private const long OfAllPieces = 32 * 1024 * 1024;
    private const int LargestPiece = 512 * 1024;

    private long _left = bytes;
    private int _windows;

    /// <summary>How much of what its readers have a window holds for whoever comes a moment later, in bytes: the less the more windows there are.</summary>
    public long BehindBytes => Math.Min(OfOneWindow, OfAllWindows / Math.Max(1, Volatile.Read(ref _windows)));

    /// <summary>The largest size of the pieces that a window passes through to one reader, in bytes: the less the more windows there are.</summary>
    public int PieceBytes => 1 << BitOperations.Log2((uint)Math.Clamp(OfAllPieces / Math.Max(1, Volatile.Read(ref _windows)), HeldBytes.SegmentBytes, LargestPiece));

    /// <summary>What is left, in bytes.</summary>
    public long Left => Volatile.Read(ref _left);

    /// <summary>Takes bytes if they are left. They are given back with <see cref="Return"/>.</summary>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref _left, -count) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _left, count);
        return false;
    }

    public void Return(long count) => Interlocked.Add(ref _left, count);

    /// <summary>A body has become a window; <see cref="WindowClosed"/> follows.</summary>
    public void WindowOpened() => Interlocked.Increment(ref _windows);

    public void WindowClosed() => Interlocked.Decrement(ref _windows);
}
