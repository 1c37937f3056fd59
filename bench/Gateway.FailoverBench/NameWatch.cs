using Gateway.Health;
using Gateway.Settings;

namespace Gateway.FailoverBench;

/// <summary>Tells who is not a destination any more, and who is one again, as a change of state: nobody is asked who is not named.</summary>
internal sealed class NameWatch : IDisposable
{
    private readonly CurrentSnapshot _current;
    private readonly Action<Transition> _tell;
    private HashSet<(string Cluster, string Name)> _named;

    public NameWatch(CurrentSnapshot current, Action<Transition> tell)
    {
        (_current, _tell, _named) = (current, tell, Named(current));
        current.Replaced += Look;
    }

    public void Dispose() => _current.Replaced -= Look;

    // Snapshots come into force one at a time.
    private void Look()
    {
        var (before, now, at) = (_named, Named(_current), TimeProvider.System.GetUtcNow());
        _named = now;
        foreach (var (cluster, name) in before.Except(now))
        {
            _tell(new Transition(at, cluster, name, HealthState.Healthy, HealthState.Unhealthy, "is not named any more"));
        }

        foreach (var (cluster, name) in now.Except(before))
        {
            _tell(new Transition(at, cluster, name, HealthState.Unhealthy, HealthState.Unknown, "is named"));
        }
    }

    private static HashSet<(string Cluster, string Name)> Named(CurrentSnapshot current) =>
        [.. current.Value.Upstreams.Values.SelectMany(upstream => upstream.Destinations).Select(destination => (destination.Standing.Cluster, destination.Standing.Name))];
}
