using System.Net;
using Gateway.Edge.Listening;
using Gateway.Settings;

namespace Gateway.Edge;

/// <summary>Rules between listeners.</summary>
internal static class ListenersConsistency
{
    public static void Check(GatewaySettings settings, List<string> faults)
    {
        foreach (var (name, listener) in settings.Listeners)
        {
            var key = $"Listeners:{name}";
            var address = ListenerAddress.Find(listener.Url);
            if (address is null)
            {
                faults.Add($"{key}:Url is \"{listener.Url}\"; an address such as http://127.0.0.1:8080 or https://0.0.0.0:8443 is needed.");
            }

            CheckTls(settings, key, listener, address, faults);
            if (listener.ProxyProtocol == ProxyProtocolMode.Required && (IsOps(name) || settings.TrustedProxies.Count == 0))
            {
                faults.Add(IsOps(name)
                    ? $"{key}:ProxyProtocol is Required; operators come from this machine, so remove it."
                    : $"{key}:ProxyProtocol is Required and TrustedProxies is empty; name the networks of the balancers, such as 10.0.0.0/8.");
            }

            faults.AddRange(listener.PathPrefixes.Where(prefix => !IsPrefix(prefix))
                .Select(prefix => $"{key}:PathPrefixes has \"{prefix}\"; a path such as /repository/go-all/ is needed."));
        }

        if (settings.Listeners.Keys.All(IsOps))
        {
            faults.Add("Listeners names no listener for modules; add one such as \"Plain\": { \"Url\": \"http://127.0.0.1:8080\" }.");
        }

        foreach (var network in settings.TrustedProxies)
        {
            if (!IPNetwork.TryParse(network, out var parsed))
            {
                faults.Add($"TrustedProxies has \"{network}\"; a network such as 10.0.0.0/8 or 10.0.0.5/32 is needed.");
            }
            else if (parsed.PrefixLength == 0)
            {
                faults.Add($"TrustedProxies has \"{network}\", which is everybody; name the networks of the balancers and proxies in front alone.");
            }
        }

        var twice = settings.Listeners.Where(listener => ListenerAddress.Find(listener.Value.Url) is { EndPoint.Port: > 0 })
            .GroupBy(listener => ListenerAddress.Find(listener.Value.Url)!.EndPoint).Where(group => group.Count() > 1);
        faults.AddRange(twice.Select(group => $"Listeners {string.Join(" and ", group.Select(listener => listener.Key))} share {group.Key}."));
    }

    private static void CheckTls(GatewaySettings settings, string key, ListenerOptions listener, ListenerAddress? address, List<string> faults)
    {
        if (address is { IsHttps: true })
        {
            faults.AddRange(new[] { ("Certificate", listener.Certificate), ("Key", listener.Key) }.Where(file => file.Item2.Length == 0)
                .Select(file => $"{key}:{file.Item1} is not set and {key}:Url is \"{listener.Url}\"; https needs a PEM file there. certs/make-dev-certs.sh makes some to try with."));
        }
        else if (address is not null && listener.Certificate.Length + listener.Key.Length > 0)
        {
            faults.Add($"{key} has a Certificate or Key and {key}:Url is \"{listener.Url}\"; write https:// or remove them.");
        }

        if (listener.Clients is ClientPolicy.Certificate or ClientPolicy.CertificateAndToken && address is { IsHttps: false })
        {
            faults.Add($"{key}:Clients is {listener.Clients} and {key}:Url is \"{listener.Url}\"; certificates are shown over https only.");
        }
        else if (listener.Clients is ClientPolicy.Certificate or ClientPolicy.CertificateAndToken && settings.ClientCertificates.Authorities.Length == 0)
        {
            faults.Add($"{key}:Clients is {listener.Clients} and ClientCertificates:Authorities is not set; name a PEM file with the authorities that issue them.");
        }
    }

    private static bool IsOps(string name) => name.Equals(ListenerOptions.Ops, StringComparison.OrdinalIgnoreCase);

    private static bool IsPrefix(string prefix) =>
        prefix.StartsWith('/') && prefix.Length > 1 && prefix.All(letter => char.IsAsciiLetterOrDigit(letter) || "/-._~".Contains(letter)) && !prefix.Contains("//");
}
