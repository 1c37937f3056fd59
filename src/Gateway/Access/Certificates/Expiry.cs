using System.Security.Cryptography.X509Certificates;

namespace Gateway.Access.Certificates;

/// <summary>Something that ends on a day known before.</summary>
/// <param name="File">What it is for.</param>
/// <param name="Listener">The listener it belongs to; empty when it serves all of them.</param>
/// <param name="Path">The file as the settings name it.</param>
/// <param name="Subject">What in the file it is.</param>
/// <param name="From">From when on it holds.</param>
/// <param name="Until">When it ends.</param>
internal sealed record Expiry(ExpiringFile File, string Listener, string Path, string Subject, DateTimeOffset From, DateTimeOffset Until)
{
    public static Expiry Of(ExpiringFile file, string path, X509Certificate2 certificate, string listener = "") => new(
        file, listener, path, certificate.Subject, new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
}
