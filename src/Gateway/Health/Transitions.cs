using System.Diagnostics;

namespace Gateway.Health;

/// <summary>Tells everybody who wants to know of a change of state, and remembers the latest.</summary>
internal sealed class Transitions(HealthMetrics metrics, ILogger<Transitions> logger)
{
    public static readonly ActivitySource Spans = new("Gateway.Health");

    /// <summary>How many are remembered.</summary>
    public const int Remembered = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<Transition> _latest = new();

    /// <summary>Called with every one, in order; must be quick.</summary>
    public event Action<Transition>? Happened;

    /// <summary>The latest, oldest first.</summary>
    public IReadOnlyList<Transition> Latest
    {
        get
        {
            lock (_gate)
            {
                return [.. _latest];
            }
        }
    }

    public void Add(Transition transition)
    {
        lock (_gate)
        {
            if (_latest.Count == Remembered)
            {
                _latest.Dequeue();
            }

            _latest.Enqueue(transition);
        }

        Trace(transition);
        metrics.Changed(transition);
        if (transition.To is HealthState.Unhealthy or HealthState.Broken or HealthState.Degraded)
        {
            logger.Fell(transition.Cluster, transition.Destination, transition.From, transition.To, transition.Evidence);
        }
        else
        {
            logger.Changed(transition.Cluster, transition.Destination, transition.From, transition.To, transition.Evidence);
        }

        Happened?.Invoke(transition);
    }

    /// <summary>A span without duration and by itself: a breaker tells on whichever thread is free, and many requests have brought it about.</summary>
    private static void Trace(Transition transition)
    {
        var around = Activity.Current;
        Activity.Current = null;
        using (var span = Spans.StartActivity("destination transition"))
        {
            // Few and far between: every one is sent.
            span?.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
            span?.SetTag("gateway.cluster", transition.Cluster)
                .SetTag("gateway.destination", transition.Destination)
                .SetTag("gateway.from", $"{transition.From}")
                .SetTag("gateway.to", $"{transition.To}")
                .SetTag("gateway.evidence", transition.Evidence);
        }

        Activity.Current = around;
    }
}
