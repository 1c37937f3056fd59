namespace Gateway.Health;

/// <summary>A destination's change of state, and why: <c>nexus/a: Healthy → Unhealthy: 2 probes timed out after 0.3 s</c>.</summary>
/// <param name="At">When.</param>
/// <param name="Cluster">The cluster.</param>
/// <param name="Destination">The destination's name in it.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state now.</param>
/// <param name="Evidence">Why, for people.</param>
internal sealed record Transition(DateTimeOffset At, string Cluster, string Destination, HealthState From, HealthState To, string Evidence);
