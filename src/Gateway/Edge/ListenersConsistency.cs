using System.Net;
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
                faults.Add($"{key}:Url is \"{listener.Url}\"; an address such as http://127.0.0.1:8080 is needed.");
            }
            else if (IsOps(name) && !IPAddress.IsLoopback(address.Address))
            {
                faults.Add($"{key}:Url is \"{listener.Url}\"; operators are not told apart yet, so only a loopback address such as http://127.0.0.1:9090 is allowed.");
            }

            if (listener.Clients is ClientPolicy.Certificate or ClientPolicy.CertificateAndToken && listener.Url.StartsWith("http:", StringComparison.OrdinalIgnoreCase))
            {
                faults.Add($"{key}:Clients is {listener.Clients} and {key}:Url is \"{listener.Url}\"; certificates are shown over https only.");
            }

            faults.AddRange(listener.PathPrefixes.Where(prefix => !IsPrefix(prefix))
                .Select(prefix => $"{key}:PathPrefixes has \"{prefix}\"; a path such as /repository/go-all/ is needed."));
        }

        if (settings.Listeners.Keys.All(IsOps))
        {
            faults.Add("Listeners names no listener for modules; add one such as \"Plain\": { \"Url\": \"http://127.0.0.1:8080\" }.");
        }

        var twice = settings.Listeners.Where(listener => ListenerAddress.Find(listener.Value.Url) is { Port: > 0 })
            .GroupBy(listener => ListenerAddress.Find(listener.Value.Url)).Where(group => group.Count() > 1);
        faults.AddRange(twice.Select(group => $"Listeners {string.Join(" and ", group.Select(listener => listener.Key))} share {group.Key}."));
    }

    private static bool IsOps(string name) => name.Equals(ListenerOptions.Ops, StringComparison.OrdinalIgnoreCase);

    private static bool IsPrefix(string prefix) =>
        prefix.StartsWith('/') && prefix.Length > 1 && prefix.All(letter => char.IsAsciiLetterOrDigit(letter) || "/-._~".Contains(letter)) && !prefix.Contains("//");
}
