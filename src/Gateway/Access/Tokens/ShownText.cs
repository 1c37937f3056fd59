using System.Text;
using Microsoft.Extensions.Primitives;

namespace Gateway.Access.Tokens;

/// <summary>The token in an <c>Authorization</c> header: <c>Bearer TOKEN</c>, or <c>Basic</c> with the token as password of any user.</summary>
/// <remarks>Before 1.24 the <c>go</c> command knows no way but Basic: from its netrc file, or as <c>https://name:TOKEN@host</c>.</remarks>
internal static class ShownText
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int LongestToken = 16 * 1024;

    /// <summary>The longest header that can hold one: base64 of a name and a token.</summary>
    public const int LongestHeader = (LongestToken + 512) * 4 / 3;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Finds the token. Exactly one of the two is null.</summary>
    public static (string? Token, TokenFault? Fault) Find(StringValues header)
    {
        if (header.Count != 1)
        {
            return (null, TokenFault.Ambiguous);
        }

        var text = header[0].AsSpan();
        if (text.Length > LongestHeader)
        {
            return (null, TokenFault.TooLarge);
        }

        var space = text.IndexOf(' ');
        var scheme = space < 0 ? text : text[..space];
        var rest = space < 0 ? default : text[space..].Trim(' ');
        return scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? Bounded(rest.ToString())
            : scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? FindPassword(rest)
            : (null, TokenFault.Scheme);
    }

    private static (string? Token, TokenFault? Fault) FindPassword(ReadOnlySpan<char> encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var count) || bytes.AsSpan(0, count).IndexOf((byte)':') is not (>= 0 and var colon))
        {
            return (null, TokenFault.Basic);
        }

        try
        {
            return Bounded(Strict.GetString(bytes, colon + 1, count - colon - 1));
        }
        catch (DecoderFallbackException)
        {
            return (null, TokenFault.Basic);
        }
    }

    private static (string? Token, TokenFault? Fault) Bounded(string token) =>
        token.Length == 0 ? (null, TokenFault.Empty)
        : token.Length > LongestToken ? (null, TokenFault.TooLarge)
        : (token, null);
}
