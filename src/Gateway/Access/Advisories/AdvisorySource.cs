using System.Diagnostics.CodeAnalysis;

namespace Gateway.Access.Advisories;

/// <summary>Tells the kinds of sources apart.</summary>
internal static class AdvisorySource
{
    /// <summary>Whether a source is an address; else it is a folder.</summary>
    public static bool IsAddress(string source, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(source, UriKind.Absolute, out address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && source.Contains("://", StringComparison.Ordinal);

    public static IAdvisorySource Create(AdvisoryFeedOptions options) =>
        !IsAddress(options.Source, out var address) ? new OsvFolder(options)
        : address.AbsolutePath.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? new OsvArchive(address, options)
        : new VulnerabilityDatabase(address, options);
}
