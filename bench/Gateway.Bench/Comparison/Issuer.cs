using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gateway.Bench.Comparison;

/// <summary>An OpenID Connect issuer that is three files behind the origin, and a developer's token of it.</summary>
internal static class Issuer
{
    private const string KeyName = "bench";

    private static readonly string[] Groups = ["developers", "everybody"];

    /// <summary>Writes what <c>Tokens:Issuers</c> looks up at an address, and says a token that is good for an hour.</summary>
    /// <param name="folder">The folder that is served at the address.</param>
    /// <param name="authority">The address, as <c>iss</c> has it.</param>
    /// <param name="cancellation">Ends the writing.</param>
    public static async Task<string> FoundAsync(DirectoryInfo folder, string authority, CancellationToken cancellation)
    {
        using var key = RSA.Create(2048);
        var (modulus, exponent) = key.ExportParameters(false) is { Modulus: { } n, Exponent: { } e } ? (n, e) : throw new InvalidOperationException("The key has no public part.");
        var known = folder.CreateSubdirectory(".well-known");
        await WriteAsync(Path.Combine(known.FullName, "openid-configuration"), new { issuer = authority, jwks_uri = $"{authority}/keys" }, cancellation);
        await WriteAsync(
            Path.Combine(folder.FullName, "keys"),
            new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = KeyName, n = Text(modulus), e = Text(exponent) } } },
            cancellation);
        var now = TimeProvider.System.GetUtcNow();
        var signed = Text(JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256", typ = "JWT", kid = KeyName })) + "." + Text(JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = authority,
            sub = "developer",
            aud = "gateway",
            iat = now.ToUnixTimeSeconds(),
            exp = now.AddHours(1).ToUnixTimeSeconds(),
            groups = Groups,
        }));
        return $"{signed}.{Text(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static async Task WriteAsync(string file, object document, CancellationToken cancellation) =>
        await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(document), cancellation);

    private static string Text(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
