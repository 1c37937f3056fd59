using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Web;

namespace Gateway.Lab.Origins.Manners;

/// <summary>Signed, expiring addresses as cloud storage gives them out. The key is the lab's and protects nothing.</summary>
internal static class BlobSignature
{
    private static readonly byte[] Key = "the lab signs its blobs"u8.ToArray();
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public static Uri Sign(Uri blob, DateTimeOffset now)
    {
        var expires = (now + Lifetime).ToUnixTimeSeconds();
        return new Uri($"{blob.AbsoluteUri}?Expires={expires}&GoogleAccessId=lab&Signature={Of(blob.AbsolutePath, expires)}");
    }

    public static bool IsValid(SeenRequest request, DateTimeOffset now)
    {
        var query = HttpUtility.ParseQueryString(request.Query);
        return long.TryParse(query["Expires"], NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
            && now.ToUnixTimeSeconds() <= expires
            && query["Signature"] == Of(request.Path, expires);
    }

    // Clients may write ! or %21: the signature speaks of the decoded path.
    private static string Of(string path, long expires) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes($"{Uri.UnescapeDataString(path)}\n{expires}")));
}
