using System.Text;

namespace GoModules.Licenses;

/// <summary>Reads a licence file whose encoding nobody says.</summary>
internal static class LicenseEncoding
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Its text. Whatever the bytes are, there is one.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, .. var rest] => Encoding.Unicode.GetString(rest),
        [0xFE, 0xFF, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
        [0xEF, 0xBB, 0xBF, .. var rest] => DecodeBytes(rest),
        _ => DecodeBytes(bytes),
    };

    private static string DecodeBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // Names in old files are of some European encoding; the texts themselves are ASCII in all of them.
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
