using Gateway.Access.Certificates;
using Gateway.Settings;

namespace Gateway.Edge.Listening;

/// <summary>The certificates of all https listeners, read together with the settings.</summary>
internal sealed class ServerCertificates
{
    private readonly Dictionary<string, (string Path, ServerCertificate Certificate)> _certificates = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<Expiry> Expiries => _certificates.SelectMany(entry => entry.Value.Certificate.Expiries(entry.Key, entry.Value.Path));

    public ServerCertificate? Find(string listener) => _certificates.TryGetValue(listener, out var found) ? found.Certificate : null;

    public static ServerCertificates Read(GatewaySettings settings, ClientAuthorities clients, SettingsFiles files, List<string> faults)
    {
        var read = new ServerCertificates();
        foreach (var (name, listener) in settings.Listeners.Where(entry => entry.Value.Certificate.Length > 0 && entry.Value.Key.Length > 0))
        {
            var key = $"Listeners:{name}:Certificate";
            var certificate = files.Read(key, listener.Certificate, faults);
            var secret = files.Read($"Listeners:{name}:Key", listener.Key, faults);
            if (certificate is null || secret is null)
            {
                continue;
            }

            if (ServerCertificate.Find(certificate, secret, clients, out var fault) is { } found)
            {
                read._certificates[name] = (listener.Certificate, found);
            }
            else
            {
                faults.Add($"{key}, {listener.Certificate}, {fault}.");
            }
        }

        return read;
    }

    /// <summary>Certificates that have ended in place of such that hold: whoever put them there was mistaken, and nobody would be served.</summary>
    /// <param name="before">Those in force.</param>
    /// <param name="now">The time.</param>
    public IEnumerable<string> FindEnded(ServerCertificates before, DateTimeOffset now) =>
        from entry in _certificates
        let old = before.Find(entry.Key)
        where old is not null && old.Ends > now && entry.Value.Certificate.Ends <= now
        select $"Listeners:{entry.Key}:Certificate, {entry.Value.Path}, ended on {entry.Value.Certificate.Ends:u}; the one in force holds until {old.Ends:u}.";
}
