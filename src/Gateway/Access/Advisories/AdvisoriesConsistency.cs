using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Settings;

namespace Gateway.Access.Advisories;

/// <summary>What can be wrong in the section <c>Advisories</c>.</summary>
internal static class AdvisoriesConsistency
{
    public static void Check(GatewaySettings settings, List<string> faults)
    {
        foreach (var (name, feed) in settings.Advisories)
        {
            if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            {
                faults.Add($"Advisories has a feed called \"{name}\"; a name of letters, digits, dots and dashes is needed.");
            }

            if (FindFault(feed.Source) is { } fault)
            {
                faults.Add($"Advisories:{name}:Source {fault}");
            }

            if (feed.Authorities.Length > 0 && FindFileFault(feed.Authorities) is { } wrong)
            {
                faults.Add($"Advisories:{name}:Authorities {wrong}");
            }
        }
    }

    private static string? FindFileFault(string file)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0 ? null : $"is {file}, which holds no certificate in PEM.";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return $"cannot be read: {unreadable.Message}";
        }
    }

    private static string? FindFault(string source) =>
        source.Length == 0 ? "is missing; an address such as https://vuln.go.dev/, or a folder, is needed."
        : source.Contains('\0') ? "has a NUL character in it; an address or a folder is needed."
        : !source.Contains("://", StringComparison.Ordinal) ? null
        : !AdvisorySource.IsAddress(source, out var address) || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0
            ? "is no address such as https://vuln.go.dev/ (names, passwords and queries do not belong into it)."
        : null;
}
