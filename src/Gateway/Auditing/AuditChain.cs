using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Auditing;

/// <summary>Makes lines of records: each carries its number and the SHA-256 of the line before, so that nothing can be taken out unseen.</summary>
/// <remarks>Not for several threads: there is one writer.</remarks>
internal sealed class AuditChain(string instance, AuditSigner? signer)
{
    /// <summary>The version of the schema, in every line as <c>v</c>. Fields may be added to it; a changed meaning is a new version.</summary>
    public const int Schema = 1;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly byte[] _instance = JsonSerializer.SerializeToUtf8Bytes(instance, Readable);
    private readonly byte[] _head = Encoding.ASCII.GetBytes(AuditLine.NoHead);

    /// <summary>The number of the line that was made last; 0 before the first.</summary>
    public long Number { get; private set; }

    /// <summary>The SHA-256 of the line that was made last, in lower-case hexadecimal.</summary>
    public string Head => Encoding.ASCII.GetString(_head);

    /// <summary>Lines that no checkpoint covers yet.</summary>
    public int Uncovered { get; private set; }

    /// <summary>Goes on behind a line that was written before.</summary>
    public void Resume(long number, string head)
    {
        Number = number;
        Encoding.ASCII.GetBytes(head, _head);
    }

    /// <summary>Makes the next line, without its end; it is valid until the next call.</summary>
    public ReadOnlyMemory<byte> Add(string type, DateTimeOffset time, ReadOnlySpan<byte> fields)
    {
        Begin(type, time);
        if (fields.Length > 0)
        {
            _line.Write(","u8);
            _line.Write(fields);
        }

        Uncovered++;
        return Seal();
    }

    /// <summary>Makes a checkpoint: a line whose signature covers itself and, by the chain, all before it.</summary>
    public ReadOnlyMemory<byte> AddCheckpoint(DateTimeOffset now, bool isLast)
    {
        Begin(isLast ? AuditLine.Stop : AuditLine.Checkpoint, now);
        Write($",\"key\":\"{signer?.KeyId}\"");
        Write($",\"{AuditLine.Signature}\":\"{signer?.Sign(_line.WrittenSpan)}\"");
        Uncovered = 0;
        return Seal();
    }

    // By hand: it is the same every time but for two numbers and a hash, and it is made for every request.
    private void Begin(string type, DateTimeOffset time)
    {
        _line.ResetWrittenCount();
        _line.Write("{\"v\":1,\"type\":\""u8);
        Write(type);
        _line.Write("\",\"seq\":"u8);
        Utf8Formatter.TryFormat(Number + 1, _line.GetSpan(20), out var digits);
        _line.Advance(digits);
        _line.Write(",\"prev\":\""u8);
        _line.Write(_head);
        _line.Write("\",\"time\":\""u8);
        WriteTime(time);
        _line.Write("\",\"instance\":"u8);
        _line.Write(_instance);
    }

    /// <summary>As <c>2026-01-02T03:04:05.000006Z</c>.</summary>
    private void WriteTime(DateTimeOffset time)
    {
        Span<byte> sevenDigits = stackalloc byte[32];
        time.UtcDateTime.TryFormat(sevenDigits, out var length, "O");
        _line.Write(sevenDigits[..(length - 2)]);
        _line.Write("Z"u8);
    }

    private void Write(string text) => _line.Advance(Encoding.UTF8.GetBytes(text, _line.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    private ReadOnlyMemory<byte> Seal()
    {
        _line.Write("}"u8);
        Number++;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_line.WrittenSpan, hash);
        Convert.TryToHexStringLower(hash, _head, out _);
        return _line.WrittenMemory;
    }
}
