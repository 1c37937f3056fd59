using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Access.Certificates;

/// <summary>Intermediate authorities that clients have shown and that were good, up to a bound.</summary>
/// <remarks>A session that is resumed shows the client's certificate without those above it.</remarks>
internal sealed class RememberedAuthorities(X509Certificate2Collection known)
{
    private const int Most = 100;

    private readonly ConcurrentDictionary<string, X509Certificate2> _remembered = [];

    public X509Certificate2[] All => [.. _remembered.Values];

    /// <summary>Remembers what a good chain has between its ends. Copies, for the certificates of a handshake are gone after it.</summary>
    public void Add(IReadOnlyList<X509Certificate2> chain)
    {
        foreach (var between in chain.Skip(1).SkipLast(1))
        {
            if (!_remembered.ContainsKey(between.Thumbprint) && !known.Contains(between) && _remembered.Count < Most)
            {
                _remembered.TryAdd(between.Thumbprint, X509CertificateLoader.LoadCertificate(between.RawData));
            }
        }
    }
}
