using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Settings;

namespace Gateway.Access.Certificates;

/// <summary>Reads the authorities that vouch for clients, and their revocation lists.</summary>
internal static class ClientAuthoritiesReading
{
    public const string Key = "ClientCertificates:Authorities";

    /// <summary>What was read; <see cref="ClientAuthorities.None"/> when nothing is configured or something is wrong, which is a fault then.</summary>
    public static ClientAuthorities Read(ClientCertificatesOptions options, SettingsFiles files, List<string> faults)
    {
        if (options.Authorities.Length == 0)
        {
            if (options.Revocations.Length > 0)
            {
                faults.Add($"{RevocationListsReading.Key} is \"{options.Revocations}\" and {Key} is not set; name the authorities whose lists these are.");
            }

            return ClientAuthorities.None;
        }

        var known = ReadAuthorities(options.Authorities, files, faults);
        var revocations = options.Revocations.Length == 0 || known.Count == 0
            ? RevocationLists.None
            : RevocationListsReading.Read(options.Revocations, known, files, faults);
        return known.Count == 0 ? ClientAuthorities.None : new ClientAuthorities(options, known, revocations);
    }

    private static X509Certificate2Collection ReadAuthorities(string file, SettingsFiles files, List<string> faults)
    {
        if (files.Read(Key, file, faults) is not { } content)
        {
            return [];
        }

        var known = new X509Certificate2Collection();
        try
        {
            known.ImportFromPem(Encoding.UTF8.GetString(content));
        }
        catch (CryptographicException)
        {
            known.Clear();
        }

        if (!known.Any(ClientAuthorities.IsRoot))
        {
            faults.Add($"{Key}, {file}, holds {(known.Count == 0 ? "no PEM certificates" : "no root; the certificate of the one that signed itself is needed too")}.");
            known.Clear();
        }

        return known;
    }
}
