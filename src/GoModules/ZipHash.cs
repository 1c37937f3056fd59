using System.Buffers.Binary;

namespace GoModules;

/// <summary>
/// The <c>h1:</c> hash of a zip that is still arriving: files are unpacked and hashed as soon as they are there, so that little is left to do
/// when the last byte comes.
/// </summary>
/// <remarks>
/// What is told by the headers in front of the files is only a guess. The directory at the end decides, as it does in Go's archive/zip: the
/// guess saves unpacking a file again when the directory says of it the very same. Not thread-safe; other threads are given files to hash, so
/// that a zip does not arrive faster than one core unpacks.
/// </remarks>
public sealed class ZipHash(long mostBytes)
{
    private const int LocalHeaderLength = 30;
    private const int DescriptorLength = 16;
    private const uint LocalSignature = 0x04034b50;
    private const uint DescriptorSignature = 0x08074b50;
    private const ushort Deflated = 8;
    private const ushort HasDescriptorFlag = 8;

    // About a millisecond of work: files are mostly small, and handing one over costs something too.
    private const long BatchBytes = 256 * 1024;
    private const int BatchFiles = 1000;

    // One zip must not keep a whole machine busy.
    private static readonly int MostHelpers = Math.Clamp(Environment.ProcessorCount - 1, 0, 3);

    private readonly ZipBytes _zip = new();
    private readonly List<Task<List<(long Header, HashedFile File)>>> _batches = [];
    private List<FoundFile> _found = [];
    private long _foundBytes;
    private int _files;
    private long _unpacked;
    private long _header;
    private long _scanned;
    private bool _isGuessing = true;

    /// <summary>Bytes that arrived so far.</summary>
    public long Length => _zip.Length;

    /// <summary>Takes the next bytes, which must not change any more: they are held until the end.</summary>
    public void Append(ReadOnlyMemory<byte> bytes)
    {
        _zip.Append(bytes);
        while (_isGuessing && FindFile() is var (start, packed, isDeflated, size, next))
        {
            _unpacked += size;
            if (_unpacked > mostBytes || _files++ == ZipDirectory.MostEntries)
            {
                _isGuessing = false;
                return;
            }

            _found.Add(new FoundFile(_header, start, packed, isDeflated, size, _zip.Part(start, packed)));
            _foundBytes += size;
            if (_foundBytes >= BatchBytes || _found.Count >= BatchFiles)
            {
                HashFound();
            }

            (_header, _scanned) = (next, 0);
        }
    }

    /// <summary>The hash when everything has arrived; null for what <see cref="DirHash.OfZip(ReadOnlyMemory{byte}, long)"/> has none for.</summary>
    public async Task<string?> FinishAsync()
    {
        HashFound();
        var hashed = new Dictionary<long, HashedFile>();
        foreach (var batch in _batches)
        {
            (await batch).ForEach(file => hashed[file.Header] = file.File);
        }

        return DirHash.OfZip(_zip, mostBytes, hashed, HashedFile.NewBuffer());
    }

    /// <summary>Gives away what was found, or hashes it here where everybody is busy.</summary>
    private void HashFound()
    {
        var found = _found;
        (_found, _foundBytes) = ([], 0);
        _batches.Add(_batches.Count(batch => !batch.IsCompleted) < MostHelpers
            ? Task.Run(() => Hash(found))
            : Task.FromResult(Hash(found)));
    }

    /// <summary>Those that are not what the headers in front of them say are left to the directory.</summary>
    private static List<(long Header, HashedFile File)> Hash(List<FoundFile> found)
    {
        var buffer = HashedFile.NewBuffer();
        var hashed = new List<(long Header, HashedFile File)>(found.Count);
        foreach (var file in found)
        {
            if (HashedFile.Of(file.Body, 0, file.PackedSize, file.IsDeflated, file.Size, buffer) is { } known)
            {
                hashed.Add((file.Header, known with { Start = file.Start }));
            }
        }

        return hashed;
    }

    /// <summary>The next file, when it has arrived; guessing ends where no file begins.</summary>
    private (long Start, long Packed, bool IsDeflated, long Size, long Next)? FindFile()
    {
        Span<byte> header = stackalloc byte[LocalHeaderLength];
        if (!_zip.TryRead(_header, header))
        {
            return null;
        }

        var method = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature || method is not (0 or Deflated))
        {
            _isGuessing = false;
            return null;
        }

        var start = _header + LocalHeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        if ((BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) & HasDescriptorFlag) != 0)
        {
            return FindDescriptor(start) is var (at, size) ? (start, at - start, method == Deflated, size, at + DescriptorLength) : null;
        }

        long packed = BinaryPrimitives.ReadUInt32LittleEndian(header[18..]);
        return start + packed <= _zip.Length ? (start, packed, method == Deflated, BinaryPrimitives.ReadUInt32LittleEndian(header[22..]), start + packed) : null;
    }

    /// <summary>The place behind a file where it is said how long the file was, and its size unpacked: the length must be the distance.</summary>
    private (long At, long Size)? FindDescriptor(long start)
    {
        Span<byte> descriptor = stackalloc byte[DescriptorLength];
        for (_scanned = Math.Max(_scanned, start); _scanned < _zip.Length; _scanned++)
        {
            var skipped = _zip.From(_scanned).Span.IndexOf((byte)'P');
            if (skipped < 0)
            {
                _scanned += _zip.From(_scanned).Length - 1;
                continue;
            }

            _scanned += skipped;
            if (!_zip.TryRead(_scanned, descriptor))
            {
                return null;
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(descriptor) == DescriptorSignature && BinaryPrimitives.ReadUInt32LittleEndian(descriptor[8..]) == _scanned - start)
            {
                return (_scanned, BinaryPrimitives.ReadUInt32LittleEndian(descriptor[12..]));
            }
        }

        return null;
    }

    /// <summary>A file as the header in front of it tells of it.</summary>
    private sealed record FoundFile(long Header, long Start, long PackedSize, bool IsDeflated, long Size, ZipBytes Body);
}
