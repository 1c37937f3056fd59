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
         from key in new[]
         {
             before?.Url != after?.Url ? nameof(ListenerOptions.Url) : null,
             before is not null && after is not null && before.HandshakeTimeout != after.HandshakeTimeout ? nameof(ListenerOptions.HandshakeTimeout) : null,
         }
         where key is not null
         select $"Listeners:{name}:{key}").Concat(settings.Limits.Connections == now.Limits.Connections ? [] : ["Limits:Connections"]);
}
