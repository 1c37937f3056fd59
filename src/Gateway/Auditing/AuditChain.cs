using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Auditing;

/// <summary>Makes lines of entries: each carries its number and the SHA-256 of the line before, so that nothing can be taken out unseen.</summary>
/// <remarks>Not for several threads: there is one writer.</remarks>
internal sealed class AuditChain(string instance, AuditSigner? signer)
{
    // For people who read the lines; nothing of it is ever put into a page unescaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _line = new(1024);

    /// <summary>The number of the line that was made last; 0 before the first.</summary>
    public long Number { get; private set; }

    /// <summary>The SHA-256 of the line that was made last, in lower-case hexadecimal.</summary>
    public string Head { get; private set; } = AuditLine.NoHead;

    /// <summary>Lines that no checkpoint covers yet.</summary>
    public int Uncovered { get; private set; }

    /// <summary>Goes on behind a line that was written before.</summary>
    public void Resume(long number, string head) => (Number, Head) = (number, head);

    /// <summary>Makes the next line, without its end; it is valid until the next call.</summary>
    public ReadOnlyMemory<byte> Add(AuditEntry entry)
    {
        using (var json = Begin(entry.Type, entry.Time))
        {
            entry.Write(json);
            json.WriteEndObject();
        }

        Uncovered++;
        return Seal();
    }

    /// <summary>Makes a checkpoint: a line whose signature covers itself and, by the chain, all before it.</summary>
    public ReadOnlyMemory<byte> AddCheckpoint(DateTimeOffset now, bool isLast)
    {
        using (var json = Begin(isLast ? AuditLine.Stop : AuditLine.Checkpoint, now))
        {
            json.WriteString("key"u8, signer?.KeyId ?? "");
            json.Flush();
            var signature = signer?.Sign(_line.WrittenSpan) ?? "";
            json.WriteString(AuditLine.Signature, signature);
            json.WriteEndObject();
        }

        Uncovered = 0;
        return Seal();
    }

    private Utf8JsonWriter Begin(string type, DateTimeOffset time)
    {
        _line.ResetWrittenCount();
        var json = new Utf8JsonWriter(_line, Options);
        json.WriteStartObject();
        json.WriteNumber("v"u8, AuditEntry.Schema);
        json.WriteString("type"u8, type);
        json.WriteNumber("seq"u8, Number + 1);
        json.WriteString("prev"u8, Head);
        json.WriteString("time"u8, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("instance"u8, instance);
        return json;
    }

    private ReadOnlyMemory<byte> Seal()
    {
        Number++;
        Head = Convert.ToHexStringLower(SHA256.HashData(_line.WrittenSpan));
        return _line.WrittenMemory;
    }
}
