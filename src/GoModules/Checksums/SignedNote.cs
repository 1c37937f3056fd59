using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace GoModules.Checksums;

/// <summary>Opens signed notes: text, an empty line, and lines of signatures (golang.org/x/mod/sumdb/note).</summary>
public static class SignedNote
{
    private const int MostSignatures = 100;
    private const int HashBytes = 4;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>
    /// The text of a note that the key has signed, its last line ending included; null when it is no note, the key has not signed it, or a
    /// signature in the key's name is wrong. Signatures of others say nothing.
    /// </summary>
    public static byte[]? Open(ReadOnlySpan<byte> note, NoteKey key)
    {
        var split = note.LastIndexOf("\n\n"u8);
        if (split < 0 || !IsText(note))
        {
            return null;
        }

        var text = note[..(split + 1)];
        var signatures = note[(split + 2)..];
        if (signatures is not [.., (byte)'\n'])
        {
            return null;
        }

        var (isSigned, count) = (false, 0);
        while (!signatures.IsEmpty)
        {
            var end = signatures.IndexOf((byte)'\n');
            if (++count > MostSignatures || Read(signatures[..end]) is not var (name, hash, signature))
            {
                return null;
            }

            signatures = signatures[(end + 1)..];
            if (name != key.Name || hash != key.Hash || isSigned)
            {
                continue;
            }

            if (!key.Verifies(text, signature))
            {
                return null;
            }

            isSigned = true;
        }

        return isSigned ? text.ToArray() : null;
    }

    /// <summary>Whether it is UTF-8 without control characters but line endings.</summary>
    internal static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            if (one < 0x20 && one != '\n')
            {
                return false;
            }
        }

        return System.Text.Unicode.Utf8.IsValid(bytes);
    }

    /// <summary>Decodes standard base64 with its padding; null for what is none. Line endings in it are not, as they are in Go, passed over.</summary>
    internal static byte[]? Decode(string encoded)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length)];
        return !encoded.AsSpan().ContainsAny(" \t\r\n") && Convert.TryFromBase64String(encoded, bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>Reads <c>— name base64</c>: the key's hash in four bytes, then the signature.</summary>
    private static (string Name, uint Hash, byte[] Signature)? Read(ReadOnlySpan<byte> line)
    {
        const string Dash = "— ";
        var text = Strict.GetString(line);
        if (!text.StartsWith(Dash, StringComparison.Ordinal) || text[Dash.Length..].Split(' ', 2) is not [var name, var encoded]
            || !NoteKey.IsName(name) || Decode(encoded) is not { Length: > HashBytes } bytes)
        {
            return null;
        }

        return (name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[HashBytes..]);
    }
}
