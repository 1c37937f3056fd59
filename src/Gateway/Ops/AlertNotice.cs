namespace Gateway.Ops;

/// <summary>What Alertmanager posts to a webhook, as far as it is looked at (prometheus.io/docs/alerting/latest/configuration, webhook_config).</summary>
/// <param name="Alerts">The alerts of a group.</param>
internal sealed record AlertNotice(IReadOnlyList<AlertNotice.Alert>? Alerts)
{
    /// <param name="Status"><c>firing</c> or <c>resolved</c>.</param>
    /// <param name="Labels">Its labels; <c>action: drain</c> makes it one for us, <c>cluster</c> says whom it is about.</param>
    /// <param name="StartsAt">Since when it fires.</param>
    internal sealed record Alert(string? Status, IReadOnlyDictionary<string, string>? Labels, DateTimeOffset StartsAt)
    {
        public bool IsFiring => Status == "firing";

        public string Name => Labels?.GetValueOrDefault("alertname") ?? "";

        public string? Cluster => Labels?.GetValueOrDefault("cluster");

        public bool IsToDrain => Labels?.GetValueOrDefault("action") == "drain";
    }
}
