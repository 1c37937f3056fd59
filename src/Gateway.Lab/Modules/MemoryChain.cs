using System.Buffers;

namespace Gateway.Lab.Modules;

/// <summary>Strings pieces of memory into one sequence.</summary>
internal sealed class MemoryChain : ReadOnlySequenceSegment<byte>
{
    public static ReadOnlySequence<byte> Of(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var first = new MemoryChain { Memory = parts[0] };
        var last = first;
        foreach (var part in parts.Skip(1))
        {
            var next = new MemoryChain { Memory = part, RunningIndex = last.RunningIndex + last.Memory.Length };
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
