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
}
