using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Access.Tokens;

/// <summary>How the gateway's own tokens are written: <c>gwt_</c>, 8 letters to find it by, 43 that are secret (256 bits), 6 that check the rest.</summary>
/// <remarks>
/// The beginning and the check let scanners of repositories tell one from other text: <c>gwt_[0-9A-Za-z]{57}</c>. What is kept of
/// it is a salted SHA-256: nobody can guess 256 random bits, so a slow hash would only slow us down.
/// </remarks>
internal static class StaticToken
{
    public const string Prefix = "gwt_";
    public const int IdLength = 8;

    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int SecretLength = 43;
    private const int CheckLength = 6;
    private const int Length = 4 + IdLength + SecretLength + CheckLength;

    private static readonly SearchValues<char> AnyLetter = SearchValues.Create(Letters);

    /// <summary>A new one.</summary>
    public static string Create()
    {
        var token = Prefix + RandomNumberGenerator.GetString(Letters, IdLength + SecretLength);
        return token + Check(token);
    }

    /// <summary>Whether it is written like one; says nothing about whose it is.</summary>
    public static bool IsOne(string token) =>
        token.Length == Length && token.StartsWith(Prefix, StringComparison.Ordinal) && token.AsSpan(Prefix.Length).IndexOfAnyExcept(AnyLetter) < 0
        && token.AsSpan(Length - CheckLength).SequenceEqual(Check(token[..^CheckLength]));

    /// <summary>The letters it is found by; no secret.</summary>
    public static string IdOf(string token) => token.Substring(Prefix.Length, IdLength);

    /// <summary>What is kept of it.</summary>
    public static byte[] Hash(string token, ReadOnlySpan<byte> salt) => SHA256.HashData([.. salt, .. Encoding.ASCII.GetBytes(token)]);

    private static string Check(string text)
    {
        var number = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
        var check = new char[CheckLength];
        for (var i = CheckLength - 1; i >= 0; i--)
        {
            check[i] = Letters[(int)(number % (uint)Letters.Length)];
            number /= (uint)Letters.Length;
        }

        return new string(check);
    }
}
