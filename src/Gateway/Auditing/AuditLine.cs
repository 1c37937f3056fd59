using System.Security.Cryptography;
using System.Text.Json;

namespace Gateway.Auditing;

/// <summary>What a line says of its place in the chain.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Previous">The SHA-256 of the line before, in lower-case hexadecimal.</param>
/// <param name="Type">Its type.</param>
/// <param name="Hash">Its own SHA-256.</param>
internal sealed record AuditLine(long Number, string Previous, string Type, string Hash)
{
    /// <summary>The head of a chain without lines.</summary>
    public const string NoHead = "0000000000000000000000000000000000000000000000000000000000000000";

    public const string Checkpoint = "checkpoint";

    /// <summary>The last checkpoint of a process that ended in order.</summary>
    public const string Stop = "stop";

    public const string Signature = "signature";

    /// <summary>In a start: the SHA-256 of half a line that stands in front of it.</summary>
    public const string Torn = "torn_sha256";

    /// <summary>Whether it is signed, and covers what lies before it.</summary>
    public bool IsCheckpoint => Type is Checkpoint or Stop;

    /// <summary>Reads a line; null when it is none, or of a newer schema.</summary>
    public static AuditLine? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            var (version, number, previous, type) = (0L, 0L, "", "");
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName && (number == 0 || previous.Length == 0))
            {
                var name = json.GetString();
                json.Read();
                switch (name)
                {
                    case "v": version = json.GetInt64(); break;
                    case "type": type = json.GetString()!; break;
                    case "seq": number = json.GetInt64(); break;
                    case "prev": previous = json.GetString()!; break;
                    default: json.Skip(); break;
                }
            }

            while (json.Read())
            {
                // To its end: half a line is none.
            }

            return version == AuditChain.Schema && number > 0 && previous.Length == NoHead.Length
                ? new AuditLine(number, previous, type, HashOf(line))
                : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads a line as it stands in a file; null when it is none, or encrypted with another key.</summary>
    public static AuditLine? Of(byte[] raw, AuditCipher? cipher) => (cipher is null ? raw : cipher.Decrypt(raw)) is { Length: > 0 } text ? Read(text) : null;

    public static string HashOf(ReadOnlySpan<byte> line) => Convert.ToHexStringLower(SHA256.HashData(line));
}
