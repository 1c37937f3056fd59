using Gateway.Settings;

namespace Gateway.Edge;

/// <summary>Every listener of this process, by name; fixed from the start on.</summary>
internal sealed class Listeners(GatewaySettings settings)
{
    public IReadOnlyDictionary<string, Listener> All { get; } = settings.Listeners.ToDictionary(
        listener => listener.Key,
        listener => new Listener(listener.Key, ListenerAddress.Find(listener.Value.Url)!),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The address of a listener, with the port that was taken.</summary>
    public Uri AddressOf(string name) => All[name].Address;

    /// <summary>What of new settings cannot hold before the next start; empty when all of it can.</summary>
    public IEnumerable<string> NeedRestart(GatewaySettings now) =>
        settings.Listeners.Keys.Union(now.Listeners.Keys, StringComparer.OrdinalIgnoreCase)
            .Where(name => settings.Listeners.GetValueOrDefault(name)?.Url != now.Listeners.GetValueOrDefault(name)?.Url)
            .Select(name => $"Listeners:{name}:Url")
            .Concat(settings.Limits.Connections == now.Limits.Connections ? [] : ["Limits:Connections"]);
}
