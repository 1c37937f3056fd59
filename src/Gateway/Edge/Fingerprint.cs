using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Edge;

/// <summary>What makes two requests of one connection the same request: what is asked for, and everything that may say who asks.</summary>
internal static class Fingerprint
{
    // A newer go repeats its request under another name. Every other header may be a credential: GOAUTH can send any.
    private const string NotACredential = "User-Agent";

    /// <summary>A hash, because what is remembered for a connection must be small and must not be a secret.</summary>
    public static string Of(HttpContext context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, context.Request.Method);
        Append(hash, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        foreach (var (name, value) in context.Request.Headers)
        {
            if (!name.Equals(NotACredential, StringComparison.OrdinalIgnoreCase))
            {
                Append(hash, name);
                Append(hash, value.ToString());
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // The length first, so that no two lists of texts come to the same bytes.
    private static void Append(IncrementalHash hash, string text)
    {
        hash.AppendData(BitConverter.GetBytes(text.Length));
        hash.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
