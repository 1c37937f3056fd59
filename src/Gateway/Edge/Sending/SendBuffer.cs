using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gateway.Edge.Sending;

/// <summary>What was written to a connection and is not sent yet, in order: blocks of the server's pool, and bytes that are lent. Not thread-safe.</summary>
internal sealed class SendBuffer(MemoryPool<byte> pool)
{
    private readonly List<ArraySegment<byte>> _pieces = [];
    private readonly List<IMemoryOwner<byte>> _blocks = [];
    private Memory<byte> _block;
    private FilePart? _file;
    private Memory<byte>? _lent;
    private int _begun;
    private int _filled;

    /// <summary>Bytes that are not sent yet.</summary>
    public long Length { get; private set; }

    /// <summary>Space for at least so many bytes, and for one where it is 0.</summary>
    public Memory<byte> Space(int least)
    {
        _lent = null;
        if (_block.Length - _filled < Math.Max(least, 1))
        {
            CloseBlock();
            var block = least <= pool.MaxBufferSize ? pool.Rent() : MemoryPool<byte>.Shared.Rent(least);
            _blocks.Add(block);
            (_block, _begun, _filled) = (block.Memory, 0, 0);
        }

        return _block[_filled..];
    }

    /// <summary>The space for what comes next is where it lies already. Who lends it leaves it as it is until it is sent.</summary>
    public Memory<byte> Borrow(ReadOnlyMemory<byte> lent)
    {
        // Writers know only memory that may be written to; nobody writes to this.
        var space = MemoryMarshal.AsMemory(lent);
        _lent = space;
        return space;
    }

    /// <summary>So many bytes are in the space that was given last.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_lent?.Length ?? _block.Length - _filled), nameof(count));
        Length += count;
        if (_lent is { } lent)
        {
            CloseBlock();
            Add(lent[..count]);
            _lent = null;
        }
        else
        {
            _filled += count;
        }
    }

    /// <summary>Hands everything to the kernel, and says how many bytes that were. <see cref="Clear"/> comes after it has ended.</summary>
    /// <exception cref="SocketException">The connection is gone.</exception>
    /// <exception cref="ObjectDisposedException">We have closed it.</exception>
    public ValueTask<int> SendAsync(Socket socket)
    {
        CloseBlock();
        if (_file is { } file)
        {
            return file.SendAsync(socket, _pieces);
        }

        return _pieces is [var only] ? socket.SendAsync(only.AsMemory(), SocketFlags.None) : new(socket.SendAsync(_pieces, SocketFlags.None));
    }

    /// <summary>Forgets everything and gives the blocks back: a connection without a request holds none.</summary>
    public void Clear()
    {
        foreach (var block in _blocks)
        {
            block.Dispose();
        }

        _blocks.Clear();
        _pieces.Clear();
        (_block, _lent, _file, _begun, _filled, Length) = (default, null, null, 0, 0, 0);
    }

    private void CloseBlock()
    {
        if (_filled > _begun)
        {
            Add(_block[_begun.._filled]);
            _begun = _filled;
        }
    }

    private void Add(ReadOnlyMemory<byte> piece)
    {
        if (_file is not null)
        {
            throw new InvalidOperationException("A file is the last of what is sent at once.");
        }

        if (FileMemory.Find(piece) is { } part)
        {
            _file = part;
        }
        else
        {
            _pieces.Add(MemoryMarshal.TryGetArray(piece, out var array) ? array : throw new InvalidOperationException("What is sent lies in an array or a file."));
        }
    }
}
