using System.Security.Cryptography.X509Certificates;

namespace Gateway.Access.Certificates;

/// <summary>Something that ends on a day known before.</summary>
/// <param name="File">What it is for.</param>
/// <param name="Listener">The listener it belongs to; empty when it serves all of them, or none.</param>
/// <param name="Path">The file as the settings name it.</param>
/// <param name="Subject">What in the file it is.</param>
/// <param name="From">From when on it holds.</param>
/// <param name="Until">When it ends.</param>
internal sealed record Expiry(ExpiringFile File, string Listener, string Path, string Subject, DateTimeOffset From, DateTimeOffset Until)
{
    private static readonly TimeSpan[] Marks = [TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30)];

    /// <summary>The cluster that it is for; empty when it is for clients.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>The nearest mark before the end that is reached: 30, 7 or 1 days, or zero for the end itself; null while it is far.</summary>
    /// <remarks>A mark counts in the last third of a life; what lives shorter than three days has that third as its only one.</remarks>
    public TimeSpan? Reached(DateTimeOffset now)
    {
        var (left, third) = (Until - now, (Until - From) / 3);
        var marks = Marks.Where(mark => mark <= third).DefaultIfEmpty(third);
        return left <= TimeSpan.Zero ? TimeSpan.Zero : marks.Where(mark => left <= mark).Select(mark => (TimeSpan?)mark).FirstOrDefault();
    }

    public static Expiry Of(ExpiringFile file, string path, X509Certificate2 certificate, string listener = "") => new(
        file, listener, path, certificate.Subject, new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
}
