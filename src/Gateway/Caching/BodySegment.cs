using System.Buffers;

namespace Gateway.Caching;

/// <summary>One piece of a body that was written in pieces; kept so, because copying them together would cost a large object.</summary>
internal sealed class BodySegment : ReadOnlySequenceSegment<byte>
{
    private BodySegment(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    /// <summary>The pieces as one sequence.</summary>
    public static ReadOnlySequence<byte> Chain(IEnumerable<byte[]> pieces)
    {
        BodySegment? first = null;
        BodySegment? last = null;
        foreach (var piece in pieces)
        {
            var next = new BodySegment(piece, last is null ? 0 : last.RunningIndex + last.Memory.Length);
            if (last is not null)
            {
                last.Next = next;
            }

            first ??= next;
            last = next;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }
}
