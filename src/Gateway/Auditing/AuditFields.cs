using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Auditing;

/// <summary>
/// Writes the fields of entries as they will stand in their lines, on the thread that knows them: what waits to be written down is
/// text, and holds on to nothing that was served.
/// </summary>
internal static class AuditFields
{
    // For people who read the lines; nothing of it is ever put into a page unescaped. That entries write whole fields is for tests to see.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _text;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    /// <summary>The fields of an entry, <c>"a":1,"b":2</c>; valid until this thread asks again.</summary>
    public static ReadOnlySpan<byte> Of<T>(in T entry)
        where T : IAuditEntry
    {
        var text = _text ??= new ArrayBufferWriter<byte>(2048);
        var json = _json ??= new Utf8JsonWriter(text, Options);
        text.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        entry.Write(json);
        json.WriteEndObject();
        json.Flush();
        return text.WrittenSpan[1..^1];
    }
}
