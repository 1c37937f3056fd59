using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Edge;

/// <summary>What makes two requests of one connection the same request: what is asked for, and everything that may say who asks.</summary>
/// <param name="Hash">Half of a SHA-256: what is remembered for a connection must be small and must not be a secret.</param>
internal sealed record Fingerprint(UInt128 Hash)
{
    // A newer go repeats its request under another name. Every other header may be a credential: GOAUTH can send any.
    private const string NotACredential = "User-Agent";

    private const int UsualLength = 512;

    /// <summary>The fingerprint of a request as its headers are now.</summary>
    public static Fingerprint Of(HttpContext context)
    {
        // Hashed at once: with a call of the hash for each text it was 4% of a remembered 404.
        var all = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[UsualLength]);
        Append(ref all, context.Request.Method);
        Append(ref all, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        foreach (var (name, value) in context.Request.Headers)
        {
            if (!name.Equals(NotACredential, StringComparison.OrdinalIgnoreCase))
            {
                Append(ref all, name);
                Append(ref all, value.ToString());
            }
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(all.Text), hash);
        all.Clear();
        return new Fingerprint(BinaryPrimitives.ReadUInt128LittleEndian(hash));
    }

    // The length first, so that no two lists of texts come to the same text.
    private static void Append(ref DefaultInterpolatedStringHandler all, string text)
    {
        all.AppendFormatted(text.Length);
        all.AppendLiteral(":");
        all.AppendLiteral(text);
    }
}
