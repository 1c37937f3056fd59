using System.Buffers;

namespace Gateway.Auditing;

/// <summary>The chain on disk: goes on where the last process ended, puts files away, and keeps what could not be written yet.</summary>
/// <remarks>Not for several threads: there is one writer.</remarks>
internal sealed class AuditJournal(AuditingOptions options, AuditChain chain, AuditCipher? cipher, AuditFile file, TimeProvider time)
{
    private const long Megabyte = 1024 * 1024;

    // What belongs into the file that is open, and what follows once that is put away; they change places then.
    private ArrayBufferWriter<byte> _ending = new(64 * 1024);
    private ArrayBufferWriter<byte> _pending = new(1024);
    private bool _isEnding;
    private bool _isPutAway;
    private long _firstNumber = 1;
    private long _lastOfEnding;
    private long _lastWritten;
    private DateOnly _day;

    /// <summary>Bytes that are not in the file yet.</summary>
    public int PendingBytes => _ending.WrittenCount + _pending.WrittenCount;

    /// <summary>Opens the file and goes on behind its last line, or behind that of the file put away last.</summary>
    /// <returns>Why it does not go on there; null in the normal case.</returns>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public async Task<AuditBreak?> OpenAsync(CancellationToken cancellation)
    {
        if (file.Open())
        {
            var (broken, end) = await ResumeAsync(cancellation);
            Start(isClean: end?.Type == AuditLine.Stop, []);
            return broken;
        }

        var (last, torn) = file.ReadEnd();
        if (AuditLine.Of(last, cipher) is not { } line)
        {
            var away = file.PutAway(0, time.GetUtcNow());
            file.Open();
            Start(isClean: false, []);
            return new AuditBreak(away, null);
        }

        chain.Resume(line.Number, line.Hash);
        if (torn.Length > 0)
        {
            await file.AppendAsync("\n"u8.ToArray(), cancellation);
        }

        Start(line.Type == AuditLine.Stop && torn.Length == 0, torn);
        return null;
    }

    /// <summary>Adds an entry of this log's own to the chain.</summary>
    public ReadOnlyMemory<byte> Add<T>(in T entry)
        where T : IAuditEntry => Add(entry.Type, entry.Time, AuditFields.Of(entry));

    /// <summary>Adds a record to the chain.</summary>
    public ReadOnlyMemory<byte> Add(string type, DateTimeOffset when, ReadOnlySpan<byte> fields)
    {
        if (!_isEnding && IsDue)
        {
            // The file ends with a checkpoint; what comes from here on is for the next one.
            Append(_ending, chain.AddCheckpoint(time.GetUtcNow(), isLast: false));
            (_isEnding, _lastOfEnding) = (true, chain.Number);
        }

        return Append(_isEnding ? _pending : _ending, chain.Add(type, when, fields));
    }

    /// <summary>Adds a checkpoint that covers all before it.</summary>
    public ReadOnlyMemory<byte> AddCheckpoint(bool isLast) => Append(_isEnding ? _pending : _ending, chain.AddCheckpoint(time.GetUtcNow(), isLast));

    /// <summary>Writes what was added; true when a file was put away. What fails is tried again with the next call.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public async Task<bool> WriteAsync(CancellationToken cancellation)
    {
        await AppendAsync(cancellation);
        if (_isEnding)
        {
            PutAway();
            await AppendAsync(cancellation);
        }

        (var isPutAway, _isPutAway) = (_isPutAway, false);
        return isPutAway;
    }

    /// <summary>Makes durable what was written.</summary>
    public void Sync() => file.Sync();

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    private bool IsDue => file.Length > 0 && (file.Length + _ending.WrittenCount > options.RotateMegabytes * Megabyte || Today != _day);

    private ReadOnlyMemory<byte> Append(ArrayBufferWriter<byte> to, ReadOnlyMemory<byte> line)
    {
        to.Write(cipher is null ? line.Span : cipher.Encrypt(line.Span));
        to.Write("\n"u8);
        return line;
    }

    private async Task AppendAsync(CancellationToken cancellation)
    {
        if (!file.IsOurs)
        {
            // Put away, or moved, cut or removed by others: whoever did it has the lines before; the chain goes on here. One that
            // has lines could not be put away, and is still what it was.
            file.Close();
            if (file.Open())
            {
                (_firstNumber, _day) = (_lastWritten + 1, Today);
            }
        }

        await file.AppendAsync(_ending.WrittenMemory, cancellation);
        _ending.ResetWrittenCount();
        _lastWritten = _isEnding ? _lastOfEnding : chain.Number;
    }

    private void PutAway()
    {
        // None has been there since others moved it before we could.
        if (file.Length > 0)
        {
            file.PutAway(_firstNumber, time.GetUtcNow());
            _isPutAway = true;
        }

        // At once: what fails from here on must find what follows first in line, or later lines would overtake it.
        (_ending, _pending, _isEnding) = (_pending, _ending, false);
    }

    /// <summary>Goes on behind the file put away last.</summary>
    private async Task<(AuditBreak? Broken, AuditLine? Line)> ResumeAsync(CancellationToken cancellation)
    {
        var archives = AuditArchive.Find(file.Path);
        if (archives is not [.., var newest])
        {
            return (null, null);
        }

        // A power cut may leave both: the whole one, and the compressed one half written.
        var (number, damage) = (AuditArchive.FirstNumberOf(file.Path, newest), "");
        foreach (var archive in archives.Reverse().TakeWhile(archive => newest.StartsWith(archive, StringComparison.Ordinal)))
        {
            var end = await AuditEnd.ReadAsync(archive, cipher, cancellation);
            if (end is { Damage: null, Line: { } line })
            {
                chain.Resume(line.Number, line.Hash);
                return (null, line);
            }

            number = Math.Max(number, end.Line?.Number ?? 0);
            damage = damage.Length == 0 ? end.Damage! : damage;
        }

        // Numbered on, so that names sort as their lines do, and without a line before: whoever verifies it sees that something is missing.
        chain.Resume(number, AuditLine.NoHead);
        return (new AuditBreak(newest, damage), null);
    }

    private void Start(bool isClean, byte[] torn)
    {
        (_lastWritten, _firstNumber, _day) = (chain.Number, chain.Number + 1, Today);
        Add(StateEntry.Start(time.GetUtcNow(), isClean, torn));
    }
}
