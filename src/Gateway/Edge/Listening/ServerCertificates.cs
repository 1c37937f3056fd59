using Gateway.Access.Certificates;
using Gateway.Settings;

namespace Gateway.Edge.Listening;

/// <summary>The certificates of all https listeners, read together with the settings.</summary>
internal sealed class ServerCertificates
{
    private readonly Dictionary<CertificateName, (string Path, ServerCertificate Certificate)> _certificates = [];

    public IEnumerable<Expiry> Expiries => _certificates.SelectMany(entry => entry.Value.Certificate.Expiries(entry.Key.Listener, entry.Value.Path));

    /// <summary>The certificate for a client of a listener; null when the listener has none.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="host">The host name that the client asks for; null or empty when it names none.</param>
    public ServerCertificate? Find(string listener, string? host = null)
    {
        if (!string.IsNullOrEmpty(host) && (Named(host) ?? (host.IndexOf('.') is > 0 and var dot ? Named($"*{host[dot..]}") : null)) is { } named)
        {
            return named;
        }

        return Named("");

        ServerCertificate? Named(string name) => _certificates.TryGetValue(new CertificateName(listener, name), out var found) ? found.Certificate : null;
    }

    public static ServerCertificates Read(GatewaySettings settings, ClientAuthorities clients, SettingsFiles files, List<string> faults)
    {
        var read = new ServerCertificates();
        foreach (var (name, listener) in settings.Listeners)
        {
            read.Read(new CertificateName(name, ""), listener.Certificate, listener.Key, clients, files, faults);
            foreach (var (host, named) in listener.Certificates)
            {
                read.Read(new CertificateName(name, host), named.Certificate, named.Key, clients, files, faults);
            }
        }

        return read;
    }

    /// <summary>Certificates that have ended in place of such that hold: whoever put them there was mistaken, and nobody would be served.</summary>
    /// <param name="before">Those in force.</param>
    /// <param name="now">The time.</param>
    public IEnumerable<string> FindEnded(ServerCertificates before, DateTimeOffset now) =>
        from entry in _certificates
        where before._certificates.ContainsKey(entry.Key)
        let old = before._certificates[entry.Key].Certificate
        where old.Ends > now && entry.Value.Certificate.Ends <= now
        select $"{entry.Key}:Certificate, {entry.Value.Path}, ended on {entry.Value.Certificate.Ends:u}; the one in force holds until {old.Ends:u}.";

    private void Read(CertificateName name, string file, string keyFile, ClientAuthorities clients, SettingsFiles files, List<string> faults)
    {
        if (file.Length == 0 || keyFile.Length == 0)
        {
            return;
        }

        var certificate = files.Read($"{name}:Certificate", file, faults);
        var secret = files.Read($"{name}:Key", keyFile, faults);
        if (certificate is null || secret is null)
        {
            return;
        }

        if (ServerCertificate.Find(certificate, secret, clients, out var fault) is not { } found)
        {
            faults.Add($"{name}:Certificate, {file}, {fault}.");
        }
        else if (name.Host.Length > 0 && !found.IsFor(name.Host))
        {
            faults.Add($"{name}:Certificate, {file}, is no certificate for {name.Host}: clients that ask for that name would end the handshake.");
        }
        else
        {
            _certificates[name] = (file, found);
        }
    }
}
