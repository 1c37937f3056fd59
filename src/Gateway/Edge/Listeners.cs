using Gateway.Settings;

namespace Gateway.Edge;

/// <summary>Every listener of this process, by name; fixed from the start on.</summary>
internal sealed class Listeners(GatewaySettings settings)
{
    public IReadOnlyDictionary<string, Listener> All { get; } = settings.Listeners.ToDictionary(
        listener => listener.Key,
        listener => new Listener(listener.Key, listener.Value),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The address of a listener, with the port that was taken.</summary>
    public Uri AddressOf(string name) => All[name].Address;

    /// <summary>What of new settings cannot hold before the next start; empty when all of it can.</summary>
    public IEnumerable<string> NeedRestart(GatewaySettings now) =>
        (from name in settings.Listeners.Keys.Union(now.Listeners.Keys, StringComparer.OrdinalIgnoreCase)
         let before = settings.Listeners.GetValueOrDefault(name)
         let after = now.Listeners.GetValueOrDefault(name)
         from key in Changed(before, after)
         select $"Listeners:{name}:{key}").Concat(settings.Limits.Connections == now.Limits.Connections ? [] : ["Limits:Connections"]);

    private static IEnumerable<string> Changed(ListenerOptions? before, ListenerOptions? after)
    {
        if (before?.Url != after?.Url)
        {
            yield return nameof(ListenerOptions.Url);
        }

        if (before is null || after is null)
        {
            yield break;
        }

        if (before.ProxyProtocol != after.ProxyProtocol)
        {
            yield return nameof(ListenerOptions.ProxyProtocol);
        }

        if (before.HandshakeTimeout != after.HandshakeTimeout)
        {
            yield return nameof(ListenerOptions.HandshakeTimeout);
        }
    }
}
