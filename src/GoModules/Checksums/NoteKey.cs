using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GoModules.Checksums;

/// <summary>Who signs notes, and the key to verify it with: <c>name+hash+key</c>, as in GOSUMDB (golang.org/x/mod/sumdb/note).</summary>
public sealed class NoteKey
{
    private const byte IsEd25519 = 1;

    private readonly byte[] _key;

    private NoteKey(string name, uint hash, byte[] key) => (Name, Hash, _key) = (name, hash, key);

    /// <summary>The signer's name, such as <c>sum.golang.org</c>.</summary>
    public string Name { get; }

    /// <summary>The beginning of the SHA-256 of name and key, by which a signature says which key it is of.</summary>
    public uint Hash { get; }

    /// <summary>Reads a key; null for every other text, also when hash and key do not belong together.</summary>
    public static NoteKey? Parse(string text)
    {
        if (text.Split('+', 3) is not [var name, { Length: 8 } hash, var encoded]
            || !IsName(name)
            || !uint.TryParse(hash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var told)
            || SignedNote.Decode(encoded) is not [IsEd25519, .. { Length: Ed25519.KeyLength } key] all
            || HashOf(name, all) != told)
        {
            return null;
        }

        return new NoteKey(name, told, key);
    }

    /// <summary>Whether a name can sign: no blanks, no plus sign.</summary>
    internal static bool IsName(string name) => name.Length > 0 && !name.Contains('+') && !name.EnumerateRunes().Any(Rune.IsWhiteSpace) && !name.Contains('\uFFFD');

    internal bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => Ed25519.Verify(_key, text, signature);

    private static uint HashOf(string name, byte[] key) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. key]));
}
