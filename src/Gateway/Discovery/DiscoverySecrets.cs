namespace Gateway.Discovery;

/// <summary>What the settings point to for asking a source.</summary>
/// <param name="Password">etcd: the password; null for none.</param>
/// <param name="Token">Consul: the ACL token; null for none.</param>
/// <param name="Authorities">The PEM text of the certificate authorities; null when the system's hold.</param>
internal sealed record DiscoverySecrets(string? Password, string? Token, string? Authorities)
{
    public static readonly DiscoverySecrets None = new(null, null, null);
}
