using System.Collections.Concurrent;

namespace Gateway.Health;

/// <summary>The standing of every destination, by cluster, name and address: another address is another destination.</summary>
internal sealed class Standings(Transitions transitions, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Cluster, string Name, Uri Address), Standing> _standings = new();

    /// <summary>The standing of a destination. It begins anew when the rules change by which it is judged.</summary>
    public Standing Of(string cluster, string name, Uri address, HealthOptions options) => _standings.AddOrUpdate(
        (cluster, name, address),
        static (key, with) => new Standing(key.Cluster, key.Name, key.Address, with.options, with.transitions, with.time),
        static (key, old, with) => old.Options == with.options ? old : new Standing(key.Cluster, key.Name, key.Address, with.options, with.transitions, with.time),
        (options, transitions, time));

    /// <summary>Forgets everybody else.</summary>
    public void KeepOnly(IReadOnlySet<Standing> wanted)
    {
        foreach (var (key, standing) in _standings)
        {
            if (!wanted.Contains(standing))
            {
                _standings.TryRemove(new(key, standing));
            }
        }
    }
}
