using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Discovery;
using Gateway.Settings;

namespace Gateway.Upstreams;

/// <summary>The credentials and certificate authorities that the settings point to, read together with them.</summary>
internal sealed class UpstreamSecrets
{
    private readonly Dictionary<string, AuthenticationHeaderValue> _credentials = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _authorities = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DiscoverySecrets> _discovery = new(StringComparer.OrdinalIgnoreCase);
    private readonly SettingsFiles _files;

    private UpstreamSecrets(SettingsFiles files)
    {
        _files = files;
    }

    /// <summary>What a cluster is told in <c>Authorization</c>; null when it needs nothing.</summary>
    public AuthenticationHeaderValue? FindCredentials(string cluster) => _credentials.GetValueOrDefault(cluster);

    /// <summary>The PEM text of a cluster's certificate authorities; null when the system's hold.</summary>
    public string? FindAuthorities(string cluster) => _authorities.GetValueOrDefault(cluster);

    /// <summary>What the source of a cluster's destinations is asked with.</summary>
    public DiscoverySecrets FindDiscovery(string cluster) => _discovery.GetValueOrDefault(cluster) ?? DiscoverySecrets.None;

    public static UpstreamSecrets Read(GatewaySettings settings, SettingsFiles files, List<string> faults)
    {
        var secrets = new UpstreamSecrets(files);
        foreach (var (name, upstream) in settings.Upstreams)
        {
            secrets.ReadCredentials(name, upstream, faults);
            if (secrets.ReadAuthorities($"Upstreams:{name}", upstream.Authorities, faults) is { } pem)
            {
                secrets._authorities[name] = pem;
            }

            secrets.ReadDiscovery(name, upstream.Discovery, faults);
        }

        return secrets;
    }

    private void ReadCredentials(string name, UpstreamOptions upstream, List<string> faults)
    {
        var key = $"Upstreams:{name}";
        var password = Find($"{key}:Password", upstream.PasswordFile, upstream.PasswordVariable, faults);
        var token = Find($"{key}:Token", upstream.TokenFile, upstream.TokenVariable, faults);
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

    private void ReadDiscovery(string name, DiscoveryOptions options, List<string> faults)
    {
        var key = $"Upstreams:{name}:Discovery";
        _discovery[name] = new DiscoverySecrets(
            Find($"{key}:Password", options.PasswordFile, options.PasswordVariable, faults),
            Find($"{key}:Token", options.TokenFile, options.TokenVariable, faults),
            ReadAuthorities(key, options.Authorities, faults));
    }

    private string? Find(string key, string file, string variable, List<string> faults)
    {
        if (file.Length > 0 && variable.Length > 0)
        {
            faults.Add($"{key}File and {key}Variable are both set; one of them is needed.");
            return null;
        }

        var (value, source) = file.Length > 0 ? (ReadFile($"{key}File", file, faults), $"{key}File, {file},")
            : variable.Length > 0 ? (Environment.GetEnvironmentVariable(variable) ?? "", $"{key}Variable, {variable},")
            : (null, "");
        if (value is null)
        {
            return null;
        }

        value = value.TrimEnd('\r', '\n');
        if (value.Length > 0 && !value.Any(char.IsControl))
        {
            return value;
        }

        faults.Add($"{source} {(value.Length == 0 ? "is empty" : "has more than one line or control characters")}.");
        return null;
    }

    private string? ReadAuthorities(string key, string file, List<string> faults)
    {
        if (file.Length == 0 || ReadFile($"{key}:Authorities", file, faults) is not { } pem)
        {
            return null;
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            if (certificates.Count > 0)
            {
                return pem;
            }
        }
        catch (CryptographicException)
        {
            // The sentence below says it.
        }

        faults.Add($"{key}:Authorities, {file}, holds no PEM certificates.");
        return null;
    }

    private string? ReadFile(string key, string file, List<string> faults)
    {
        if (file.Contains('\0'))
        {
            faults.Add($"{key} has a NUL character in it; the path of a file is needed.");
            return null;
        }

        var path = Path.GetFullPath(file);
        try
        {
            return _files.ReadText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{key}, {path}, cannot be read: {unreadable.Message}");
            return null;
        }
    }
}
