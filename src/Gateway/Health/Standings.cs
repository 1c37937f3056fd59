using System.Collections.Concurrent;

namespace Gateway.Health;

/// <summary>The standing of every destination, by cluster, name and address: another address is another destination.</summary>
internal sealed class Standings(Transitions transitions, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Cluster, string Name, Uri Address), Standing> _standings = new();
    private volatile IReadOnlyList<Drain> _drains = [];

    /// <summary>The standing of a destination. It begins anew when the rules change by which it is judged.</summary>
    public Standing Of(string cluster, string name, Uri address, HealthOptions options)
    {
        var key = (cluster, name, address);
        if (_standings.TryGetValue(key, out var known) && known.Options == options)
        {
            return known;
        }

        var standing = new Standing(cluster, name, address, options, transitions, time);
        _standings[key] = standing;
        standing.Drain(_drains.FirstOrDefault(drain => drain.Covers(standing)));
        return standing;
    }

    /// <summary>Takes those out of rotation whom an order covers, and lets the others back in.</summary>
    public void Apply(IReadOnlyList<Drain> drains)
    {
        _drains = drains;
        foreach (var standing in _standings.Values)
        {
            standing.Drain(_drains.FirstOrDefault(drain => drain.Covers(standing)));
        }
    }

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
