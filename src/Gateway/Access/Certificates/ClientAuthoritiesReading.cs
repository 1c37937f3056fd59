using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Settings;

namespace Gateway.Access.Certificates;

/// <summary>Reads the authorities and their revocation lists, and believes no list that no authority has signed.</summary>
internal static class ClientAuthoritiesReading
{
    private const string AuthoritiesKey = "ClientCertificates:Authorities";
    private const string RevocationsKey = "ClientCertificates:Revocations";
    private const string PemLabel = "X509 CRL";

    /// <summary>What was read; <see cref="ClientAuthorities.None"/> when nothing is configured or something is wrong, which is a fault then.</summary>
    public static ClientAuthorities Read(ClientCertificatesOptions options, SettingsFiles files, List<string> faults)
    {
        if (options.Authorities.Length == 0)
        {
            if (options.Revocations.Length > 0)
            {
                faults.Add($"{RevocationsKey} is \"{options.Revocations}\" and {AuthoritiesKey} is not set; name the authorities whose lists these are.");
            }

            return ClientAuthorities.None;
        }

        var known = ReadAuthorities(options.Authorities, files, faults);
        var revocations = options.Revocations.Length == 0 || known.Count == 0
            ? RevocationLists.None
            : RevocationLists.Of(ReadLists(options.Revocations, known, files, faults));
        return known.Count == 0 ? ClientAuthorities.None : new ClientAuthorities(options, known, revocations);
    }

    private static X509Certificate2Collection ReadAuthorities(string file, SettingsFiles files, List<string> faults)
    {
        if (files.Read(AuthoritiesKey, file, faults) is not { } content)
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
            faults.Add($"{AuthoritiesKey}, {file}, holds {(known.Count == 0 ? "no PEM certificates" : "no root; the certificate of the one that signed itself is needed too")}.");
            known.Clear();
        }

        return known;
    }

    private static List<(X509Certificate2 Authority, RevocationList List)> ReadLists(string path, X509Certificate2Collection known, SettingsFiles files, List<string> faults)
    {
        var believed = new List<(X509Certificate2, RevocationList)>();
        foreach (var file in files.List(path))
        {
            foreach (var der in files.Read(RevocationsKey, file, faults) is { } content ? Split(content) : [])
            {
                if (RevocationList.Read(der, out var fault) is not { } list)
                {
                    faults.Add($"{RevocationsKey}, {file}, {fault}.");
                }
                else if (!RevocationSignature.Knows(list.Algorithm))
                {
                    faults.Add($"{RevocationsKey}, {file}, is signed with the algorithm {list.Algorithm}; RSA or ECDSA with SHA-256, SHA-384 or SHA-512 is needed.");
                }
                else if (known.FirstOrDefault(authority => RevocationSignature.IsOf(list, authority)) is not { } authority)
                {
                    faults.Add($"{RevocationsKey}, {file}, is signed by no authority in {AuthoritiesKey}.");
                }
                else
                {
                    believed.Add((authority, list));
                }
            }
        }

        return believed;
    }

    /// <summary>The lists of a file, each in DER.</summary>
    private static List<ReadOnlyMemory<byte>> Split(byte[] content)
    {
        if (!content.AsSpan().StartsWith("-----BEGIN"u8))
        {
            return [content];
        }

        var lists = new List<ReadOnlyMemory<byte>>();
        ReadOnlySpan<char> text = Encoding.UTF8.GetString(content);
        while (PemEncoding.TryFind(text, out var found))
        {
            // What is no list is handed on as nothing, and is told of as that.
            lists.Add(text[found.Label] is PemLabel ? Convert.FromBase64String(text[found.Base64Data].ToString()) : ReadOnlyMemory<byte>.Empty);
            text = text[found.Location.End..];
        }

        return lists.Count == 0 ? [content] : lists;
    }
}
