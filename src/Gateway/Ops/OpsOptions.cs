using System.ComponentModel.DataAnnotations;
using Gateway.Settings;
using Gateway.Telemetry;

namespace Gateway.Ops;

/// <summary>Who may ask what on the operators' listener. Section <c>Ops</c>.</summary>
internal sealed class OpsOptions
{
    /// <summary>
    /// Who may look at the console and ask its API: <c>subject:</c>, <c>group:</c>, <c>san:</c> (a name in the certificate), <c>issuer:</c> with a
    /// value in which <c>*</c> stands for anything, or <c>identified</c>. Default nobody. While all three lists are empty, whoever is on this
    /// machine may do everything.
    /// </summary>
    public IReadOnlyList<string> Viewers { get; init; } = [];

    /// <summary>Who may drain and purge besides; written as <see cref="Viewers"/>. Default nobody.</summary>
    public IReadOnlyList<string> Operators { get; init; } = [];

    /// <summary>Who may see besides who has asked; written as <see cref="Viewers"/>. Default nobody.</summary>
    public IReadOnlyList<string> Auditors { get; init; } = [];

    /// <summary>How many requests that went well, and as many that did not, can be looked up by their id. 0 to 100,000, default 2000. Takes effect at the next start.</summary>
    [TakesEffect(Effect.AtStart)]
    [Range(0, 100_000)]
    public int RememberedRequests { get; init; } = 2000;

    /// <summary>How many may watch the console at once. 1 to 1000, default 32.</summary>
    [Range(1, 1000)]
    public int Watchers { get; init; } = 32;

    /// <summary>The networks that <c>/metrics</c> is answered to: <c>10.0.0.0/8</c>. Default this machine.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = Networks.Loopback;

    /// <summary>A file with the token, 16 letters or more, that Alertmanager shows at <c>/api/alerts</c>. Empty, the default: nobody may. Takes effect at the next start.</summary>
    [TakesEffect(Effect.AtStart)]
    public string AlertsTokenFile { get; init; } = "";

    /// <summary>How many minutes an alert drains a cluster at the most, from its beginning on. 1 to 1440, default 30.</summary>
    [Range(1, 1440)]
    public int AlertMinutes { get; init; } = 30;
}
