using System.Buffers;
using System.Runtime.InteropServices;

namespace Gateway.Caching;

/// <summary>The body of a kept answer, and where it lies: in memory, or in a <see cref="BodyFile"/> once it was sent often, until somebody wants its bytes.</summary>
/// <remarks>Any thread may ask. It is part of the one object that has it, and must not be copied.</remarks>
internal struct KeptBody(ReadOnlySequence<byte> bytes)
{
    /// <summary>How often it is sent from memory: there is not room for all, and most are asked for a few times and never again.</summary>
    public const int SendsFromMemory = 8;

    private const int Never = int.MinValue;

    // An array, several in a box, or a file: one reference, which changes at once.
    private object _place = AsArray(bytes) ?? (object)bytes;
    private int _sends;

    public readonly long Length => _place switch
    {
        byte[] whole => whole.Length,
        BodyFile file => file.Length,
        var pieces => ((ReadOnlySequence<byte>)pieces).Length,
    };

    /// <summary>Its bytes in memory, where they stay from now on: who wants them once wants them again.</summary>
    public ReadOnlySequence<byte> Bytes
    {
        get
        {
            // Others may move it meanwhile.
            var place = _place;
            if (place is BodyFile file)
            {
                place = BackToMemory(file);
            }

            return place is byte[] whole ? new(whole) : (ReadOnlySequence<byte>)place;
        }
    }

    /// <summary>A file with all of it, for an answer that the kernel can send; null when it lies in memory.</summary>
    public BodyFile? FileToSend()
    {
        if (_place is BodyFile file)
        {
            return file;
        }

        if (Length < BodyFile.LeastBytes || _sends == Never || Interlocked.Increment(ref _sends) != SendsFromMemory + 1)
        {
            return null;
        }

        if (BodyFile.TryCreate(Bytes) is not { } made)
        {
            // There may be room later.
            _sends = 0;
            return null;
        }

        _place = made;
        return made;
    }

    private object BackToMemory(BodyFile file)
    {
        // Many may want it at once: one copy is enough for all.
        lock (file)
        {
            if (ReferenceEquals(_place, file))
            {
                _sends = Never;
                _place = file.ToSequence();
            }

            return _place;
        }
    }

    private static byte[]? AsArray(in ReadOnlySequence<byte> bytes) =>
        bytes.IsSingleSegment && MemoryMarshal.TryGetArray(bytes.First, out var array) && array.Array!.Length == array.Count ? array.Array : null;
}
