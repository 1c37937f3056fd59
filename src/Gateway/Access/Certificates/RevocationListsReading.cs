using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Settings;

namespace Gateway.Access.Certificates;

/// <summary>Reads revocation lists from a file or a folder, in PEM or DER, and believes none that no authority has signed.</summary>
internal static class RevocationListsReading
{
    public const string Key = "ClientCertificates:Revocations";

    private const string PemLabel = "X509 CRL";
    private const byte Sequence = 0x30;

    public static RevocationLists Read(string path, X509Certificate2Collection known, SettingsFiles files, List<string> faults)
    {
        var believed = new List<(X509Certificate2, RevocationList)>();
        var isEmpty = true;
        foreach (var file in files.List(path))
        {
            isEmpty = false;
            foreach (var der in files.Read(Key, file, faults) is { } content ? Split(content) : [])
            {
                if (RevocationListParser.Read(der, out var fault) is not { } list)
                {
                    faults.Add($"{Key}, {file}, {fault}.");
                }
                else if (!RevocationSignature.Knows(list.Algorithm))
                {
                    faults.Add($"{Key}, {file}, is signed with the algorithm {list.Algorithm}; RSA or ECDSA with SHA-256, SHA-384 or SHA-512 is needed.");
                }
                else if (known.FirstOrDefault(authority => RevocationSignature.IsOf(list, authority)) is not { } authority)
                {
                    faults.Add($"{Key}, {file}, is signed by no authority in {ClientAuthoritiesReading.Key}.");
                }
                else
                {
                    believed.Add((authority, list));
                }
            }
        }

        if (isEmpty)
        {
            // Everybody would be refused, and only then would it be seen.
            faults.Add($"{Key}, {path}, is a folder without a revocation list.");
        }

        return RevocationLists.Of(believed);
    }

    /// <summary>The lists of a file, each in DER.</summary>
    private static List<ReadOnlyMemory<byte>> Split(byte[] content)
    {
        // A list in DER begins with a sequence; PEM may have words in front.
        if (content is [Sequence, ..])
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
