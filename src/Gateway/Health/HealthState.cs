namespace Gateway.Health;

/// <summary>What is thought of a destination. The later ones outweigh the earlier.</summary>
internal enum HealthState
{
    /// <summary>Nothing was heard of it yet; it gets requests.</summary>
    Unknown,

    /// <summary>It answers, and rightly.</summary>
    Healthy,

    /// <summary>It answers, but not for what it has to fetch first; it gets requests, for what it has.</summary>
    Degraded,

    /// <summary>Probes get no answer, or a wrong one.</summary>
    Unhealthy,

    /// <summary>Too many requests failed: its breaker is open.</summary>
    Broken,

    /// <summary>An operator has taken it out.</summary>
    Drained,
}
