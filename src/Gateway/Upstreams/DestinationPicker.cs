using System.Runtime.CompilerServices;
using Gateway.Balancing;
using Gateway.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>Picks a destination that this request has not asked yet: healthy, not cooling down, balanced by the cluster's policy.</summary>
internal sealed class DestinationPicker(Balancer balancer, TimeProvider time)
{
    private readonly ConditionalWeakTable<DestinationState, StrongBox<DateTimeOffset>> _cooldowns = [];

    /// <summary>The next destination to ask; null when there is none. <paramref name="evenUnhealthy"/>: the chain has nobody else.</summary>
    public Destination? Pick(Upstream upstream, Walk walk, bool evenUnhealthy, Destination? except = null) =>
        FindCandidates(upstream, walk, evenUnhealthy, except) is { Count: > 0 } candidates ? balancer.Choose(upstream, candidates, walk.Request) : null;

    /// <summary>Those among whom the next one is picked; none when nobody can be asked.</summary>
    public IReadOnlyList<Destination> FindCandidates(Upstream upstream, Walk walk, bool evenUnhealthy, Destination? except = null)
    {
        var left = new List<Destination>(upstream.Destinations.Count);
        foreach (var destination in upstream.Destinations)
        {
            if (destination != except && !walk.WasAsked(destination) && CooldownOf(destination) == TimeSpan.Zero && destination.Standing.State != HealthState.Drained && !destination.IsDown)
            {
                left.Add(destination);
            }
        }

        // As it nearly always is.
        if (left.TrueForAll(static destination => destination.Standing.IsInRotation && !destination.IsBackup))
        {
            return left;
        }

        var healthy = left.FindAll(static destination => destination.Standing.IsInRotation);
        // A hedge is no case for a backup: the destination beside which it is asked still answers.
        var proper = healthy.FindAll(static destination => !destination.IsBackup);
        var backups = except is null ? healthy.FindAll(static destination => destination.IsBackup) : [];
        return proper.Count > 0 ? proper : backups.Count > 0 ? backups : evenUnhealthy ? left : [];
    }

    /// <summary>Leaves a destination alone for a while.</summary>
    public void CoolDown(Destination destination, TimeSpan pause) =>
        _cooldowns.AddOrUpdate(destination.State, new StrongBox<DateTimeOffset>(time.GetUtcNow() + pause));

    /// <summary>The shortest time until a destination of the cluster may be asked again; null when none is cooling down.</summary>
    public TimeSpan? ShortestCooldown(Upstream upstream) =>
        upstream.Destinations.Select(CooldownOf).Where(pause => pause > TimeSpan.Zero).Cast<TimeSpan?>().Min();

    private TimeSpan CooldownOf(Destination destination) =>
        _cooldowns.TryGetValue(destination.State, out var until) && until.Value > time.GetUtcNow() ? until.Value - time.GetUtcNow() : TimeSpan.Zero;
}
