using System.Net.Security;

namespace Gateway.Edge.Listening;

/// <summary>The cipher suites of TLS 1.2: keys agreed upon anew for every connection (ECDHE), and authenticated encryption (AEAD).</summary>
/// <remarks>TLS 1.3 has no others.</remarks>
internal static class CipherSuites
{
    public static readonly IReadOnlyList<TlsCipherSuite> Tls12 =
    [
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    /// <summary>Null where the platform takes no list of suites; its own defaults hold there.</summary>
    public static readonly CipherSuitesPolicy? Policy = OperatingSystem.IsLinux() ? new CipherSuitesPolicy(Tls12) : null;
}
