using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Access.Certificates;

/// <summary>The revocation lists that were believed, by the authority they are of: its name and its key.</summary>
internal sealed class RevocationLists
{
    /// <summary>Nothing is looked up.</summary>
    public static readonly RevocationLists None = new(null);

    private readonly FrozenDictionary<string, RevocationList>? _lists;

    private RevocationLists(FrozenDictionary<string, RevocationList>? lists)
    {
        _lists = lists;
    }

    /// <summary>Of several lists of one authority the newest counts.</summary>
    public static RevocationLists Of(IEnumerable<(X509Certificate2 Authority, RevocationList List)> believed) => new(
        believed.GroupBy(entry => KeyOf(entry.Authority)).ToFrozenDictionary(group => group.Key, group => group.MaxBy(entry => entry.List.ThisUpdate).List));

    public IEnumerable<Expiry> Expiries(string file) => _lists is null ? [] : _lists.Values.Select(list => new Expiry(
        ExpiringFile.Revocations, "", file, new X500DistinguishedName(list.Issuer.Span).Name, list.ThisUpdate, list.NextUpdate));

    /// <summary>Why a chain cannot be believed, by the lists of those who issued its certificates; null when it can.</summary>
    public (CertificateFault Fault, string Words)? FindFault(X509Certificate2[] chain, StaleRevocations stale, DateTimeOffset now)
    {
        for (var index = 0; _lists is not null && index < chain.Length - 1; index++)
        {
            var whose = index == 0 ? "the client certificate" : "an authority above the client certificate";
            var list = _lists.GetValueOrDefault(KeyOf(chain[index + 1]));
            if (list?.Serials.Contains(RevocationList.SerialOf(chain[index].SerialNumberBytes.Span)) == true)
            {
                return (CertificateFault.Revoked, $"{whose} was revoked; ask for a new one");
            }

            if (stale == StaleRevocations.Refuse && (list is null || now >= list.NextUpdate))
            {
                return (CertificateFault.RevocationUnknown, list is null
                    ? $"it cannot be told whether {whose} was revoked: this gateway has no revocation list of its authority; tell who runs the gateway"
                    : $"it cannot be told whether {whose} was revoked: the revocation list of its authority ended on {list.NextUpdate:u}; tell who runs the gateway");
            }
        }

        return null;
    }

    /// <summary>When the first list that speaks about a chain ends; null when none does.</summary>
    public DateTimeOffset? FindNextUpdate(X509Certificate2[] chain) => _lists is null
        ? null
        : chain.Skip(1).Select(authority => _lists.GetValueOrDefault(KeyOf(authority))?.NextUpdate).Min();

    private static string KeyOf(X509Certificate2 authority) =>
        Convert.ToHexString(SHA256.HashData([.. authority.SubjectName.RawData, .. authority.PublicKey.ExportSubjectPublicKeyInfo()]));
}
