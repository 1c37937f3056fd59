using System.Buffers;

namespace Gateway.Auditing;

/// <summary>The chain on disk: goes on where the last process ended, puts files away, and keeps what could not be written yet.</summary>
/// <remarks>Not for several threads: there is one writer.</remarks>
internal sealed class AuditJournal(AuditingOptions options, AuditChain chain, AuditCipher? cipher, AuditFile file, TimeProvider time)
{
    private const long Megabyte = 1024 * 1024;

    // What belongs into the file that is open, and what follows once that is put away.
    private readonly ArrayBufferWriter<byte> _ending = new(64 * 1024);
    private readonly ArrayBufferWriter<byte> _pending = new(1024);
    private bool _isEnding;
    private long _firstNumber = 1;
    private long _nextFirstNumber;
    private DateOnly _day;

    /// <summary>Bytes that are not in the file yet.</summary>
    public int PendingBytes => _ending.WrittenCount + _pending.WrittenCount;

    /// <summary>Opens the file and goes on behind its last line, or behind that of the file put away last.</summary>
    /// <returns>Where a file was put away whose last line is none of ours; null in the normal case.</returns>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public async Task<string?> OpenAsync(CancellationToken cancellation)
    {
        byte[] last = [], torn = [];
        if (!file.Open())
        {
            (last, torn) = file.ReadEnd();
        }
        else if (AuditArchive.Find(file.Path) is [.., var newest])
        {
            last = await ReadLastAsync(newest, cancellation);
        }

        var line = Decrypt(last) is { Length: > 0 } text ? AuditLine.Read(text) : null;
        var foreign = line is null && file.Length > 0 ? file.PutAway(0, time.GetUtcNow()) : null;
        if (line is not null)
        {
            chain.Resume(line.Number, line.Hash);
        }

        if (foreign is not null)
        {
            file.Open();
            torn = [];
        }
        else if (torn.Length > 0)
        {
            await file.AppendAsync("\n"u8.ToArray(), cancellation);
        }

        (_firstNumber, _day) = (chain.Number + 1, Today);
        Add(StateEntry.Start(time.GetUtcNow(), line?.Type == AuditLine.Stop && torn.Length == 0, torn));
        return foreign;
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
            (_isEnding, _nextFirstNumber) = (true, chain.Number + 1);
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
        if (!file.IsOurs)
        {
            // Moved away, cut or removed: whoever did it has the lines before; the chain goes on here.
            file.Close();
            file.Open();
            (_firstNumber, _day) = (chain.Number, Today);
        }

        await AppendAsync(_ending, cancellation);
        if (!_isEnding)
        {
            return false;
        }

        file.PutAway(_firstNumber, time.GetUtcNow());
        (_firstNumber, _day, _isEnding) = (_nextFirstNumber, Today, false);
        file.Open();
        await AppendAsync(_pending, cancellation);
        return true;
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

    private async Task AppendAsync(ArrayBufferWriter<byte> lines, CancellationToken cancellation)
    {
        await file.AppendAsync(lines.WrittenMemory, cancellation);
        lines.ResetWrittenCount();
    }

    private byte[]? Decrypt(byte[] line) => cipher is null ? line : cipher.Decrypt(line);

    private static async Task<byte[]> ReadLastAsync(string archived, CancellationToken cancellation)
    {
        await using var stream = AuditArchive.OpenRead(archived);
        var last = Array.Empty<byte>();
        await foreach (var line in AuditLines.ReadAsync(stream, cancellation))
        {
            last = line.IsWhole ? line.Bytes : last;
        }

        return last;
    }
}
