using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Access.Certificates;
using Gateway.Discovery;
using Gateway.Exchanging;
using Gateway.Settings;

namespace Gateway.Upstreams;

/// <summary>The credentials and certificate authorities that the settings point to, read together with them.</summary>
internal sealed class UpstreamSecrets
{
    private readonly Dictionary<string, AuthenticationHeaderValue> _credentials = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _authorities = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _certificates = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DiscoverySecrets> _discovery = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ExchangePlan> _exchanges = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Expiry> _expiries = [];
    private readonly SecretFiles _files;

    private UpstreamSecrets(SecretFiles files)
    {
        _files = files;
    }

    /// <summary>What a cluster is told in <c>Authorization</c>; null when it needs nothing.</summary>
    public AuthenticationHeaderValue? FindCredentials(string cluster) => _credentials.GetValueOrDefault(cluster);

    /// <summary>The PEM text of a cluster's certificate authorities; null when the system's hold.</summary>
    public string? FindAuthorities(string cluster) => _authorities.GetValueOrDefault(cluster);

    /// <summary>The PEM text of our own certificate for a cluster and of its key; null when it asks for none.</summary>
    public string? FindCertificate(string cluster) => _certificates.GetValueOrDefault(cluster);

    /// <summary>When the certificates and the authorities of clusters end.</summary>
    public IReadOnlyList<Expiry> Expiries => _expiries;

    /// <summary>What the source of a cluster's destinations is asked with.</summary>
    public DiscoverySecrets FindDiscovery(string cluster) => _discovery.GetValueOrDefault(cluster) ?? DiscoverySecrets.None;

    /// <summary>How callers' tokens become tokens for a cluster; null where they do not.</summary>
    public ExchangePlan? FindExchange(string cluster) => _exchanges.GetValueOrDefault(cluster);

    public static UpstreamSecrets Read(GatewaySettings settings, SettingsFiles files, List<string> faults)
    {
        var secrets = new UpstreamSecrets(new SecretFiles(files, faults));
        foreach (var (name, upstream) in settings.Upstreams)
        {
            secrets.ReadCredentials(name, upstream, faults);
            if (secrets._files.ReadAuthorities($"Upstreams:{name}", upstream.Authorities) is { } pem)
            {
                secrets._authorities[name] = pem;
                secrets.Expect(ExpiringFile.ClusterAuthority, name, upstream.Authorities, pem);
            }

            secrets.ReadCertificate($"Upstreams:{name}", name, upstream, faults);
            secrets.ReadDiscovery(name, upstream.Discovery);
            if (upstream.ForwardIdentity == ForwardIdentity.Exchange)
            {
                secrets._exchanges[name] = ExchangePlan.Read(name, upstream.TokenExchange, secrets._files);
            }
        }

        return secrets;
    }

    private void ReadCredentials(string name, UpstreamOptions upstream, List<string> faults)
    {
        var key = $"Upstreams:{name}";
        var password = _files.Find($"{key}:Password", upstream.PasswordFile, upstream.PasswordVariable);
        var token = _files.Find($"{key}:Token", upstream.TokenFile, upstream.TokenVariable);
        if (token is not null && (password is not null || upstream.Username.Length > 0))
        {
            faults.Add($"{key} has both a password and a token; one of them is needed.");
        }
        else if (token is not null)
        {
            _credentials[name] = new AuthenticationHeaderValue("Bearer", token);
        }
        else if (password is not null && upstream.Username.Length == 0)
        {
            faults.Add($"{key} has a password and no Username.");
        }
        else if (password is not null)
        {
            _credentials[name] = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{upstream.Username}:{password}")));
        }
        else if (upstream.Username.Length > 0 && upstream.PasswordFile.Length + upstream.PasswordVariable.Length == 0)
        {
            faults.Add($"{key} has a Username and no password; set {key}:PasswordFile or {key}:PasswordVariable.");
        }
    }

    private void ReadCertificate(string key, string name, UpstreamOptions upstream, List<string> faults)
    {
        if (upstream.Certificate.Length == 0 || upstream.Key.Length == 0
            || _files.Read($"{key}:Certificate", upstream.Certificate) is not { } certificate || _files.Read($"{key}:Key", upstream.Key) is not { } privateKey)
        {
            return;
        }

        try
        {
            using var both = X509Certificate2.CreateFromPem(certificate, privateKey);
            _certificates[name] = $"{certificate}\n{privateKey}";
            Expect(ExpiringFile.Client, name, upstream.Certificate, certificate);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            faults.Add($"{key}:Certificate, {upstream.Certificate}, and {key}:Key, {upstream.Key}, are no certificate and its private key in PEM.");
        }
    }

    private void Expect(ExpiringFile file, string cluster, string path, string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        foreach (var certificate in certificates)
        {
            using (certificate)
            {
                _expiries.Add(Expiry.Of(file, path, certificate) with { Cluster = cluster });
            }
        }
    }

    private void ReadDiscovery(string name, DiscoveryOptions options)
    {
        var key = $"Upstreams:{name}:Discovery";
        _discovery[name] = new DiscoverySecrets(
            _files.Find($"{key}:Password", options.PasswordFile, options.PasswordVariable),
            _files.Find($"{key}:Token", options.TokenFile, options.TokenVariable),
            _files.ReadAuthorities(key, options.Authorities));
    }
}
