namespace Gateway.Auditing;

/// <summary>The file that lines are appended to. It survives being moved away, cut, or removed, and never leaves half a line behind a failure.</summary>
/// <remarks>Not for several threads: there is one writer.</remarks>
internal sealed class AuditFile(string path) : IDisposable
{
    private FileStream? _stream;
    private bool _isTorn;

    /// <summary>The file's path.</summary>
    public string Path { get; } = path;

    /// <summary>How many bytes of it are whole lines; 0 while it is not open.</summary>
    public long Length { get; private set; }

    /// <summary>Opens the file, or makes it and its folder; true when it is open and empty.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public bool Open()
    {
        Close();
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            // Others may read it, and move it away.
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        _stream = new FileStream(Path, options);
        Length = _stream.Seek(0, SeekOrigin.End);
        return Length == 0;
    }

    /// <summary>The last line that is whole, and the bytes behind it that are not; both empty in an empty file.</summary>
    public (byte[] Last, byte[] Torn) ReadEnd()
    {
        const int Most = 4 * 1024 * 1024;
        var from = Math.Max(0, Length - Most);
        var end = new byte[Length - from];
        _stream!.Seek(from, SeekOrigin.Begin);
        _stream.ReadExactly(end);
        var whole = end.AsSpan().LastIndexOf((byte)'\n');
        var begin = whole < 0 ? -1 : end.AsSpan(0, whole).LastIndexOf((byte)'\n');
        return (whole < 0 ? [] : end[(begin + 1)..whole], end[(whole + 1)..]);
    }

    /// <summary>Whether the file still is the one at its path and as long as we left it; false as well while it is not open.</summary>
    public bool IsOurs
    {
        get
        {
            // A file that was moved away leaves nothing, or another one, at its path.
            var seen = new FileInfo(Path);
            return _stream is not null && seen.Exists && seen.Length == _stream.Length && (_isTorn || _stream.Length == Length);
        }
    }

    /// <summary>Appends whole lines, all of them or none.</summary>
    /// <exception cref="IOException">They could not be written; the file ends where it did before.</exception>
    public async Task AppendAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellation)
    {
        CutOff();
        try
        {
            _stream!.Seek(Length, SeekOrigin.Begin);
            await _stream.WriteAsync(lines, cancellation);
            Length += lines.Length;
        }
        catch
        {
            _isTorn = true;
            CutOff();
            throw;
        }
    }

    // What was written of lines that failed must not stand in front of what is written next.
    private void CutOff()
    {
        if (_isTorn)
        {
            _stream!.SetLength(Length);
            _isTorn = false;
        }
    }

    /// <summary>Makes durable what was written.</summary>
    public void Sync() => _stream?.Flush(flushToDisk: true);

    /// <summary>Closes the file.</summary>
    public void Close()
    {
        _stream?.Dispose();
        _stream = null;
        (Length, _isTorn) = (0, false);
    }

    /// <summary>Closes the file and puts it away beside itself under the number of its first line; tells the new path.</summary>
    public string PutAway(long firstNumber, DateTimeOffset now)
    {
        Close();
        var away = AuditArchive.NameFor(Path, firstNumber, now);
        File.Move(Path, away);
        return away;
    }

    public void Dispose() => Close();
}
