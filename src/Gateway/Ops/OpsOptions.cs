using System.ComponentModel.DataAnnotations;
using Gateway.Settings;
using Gateway.Telemetry;

namespace Gateway.Ops;

/// <summary>Who may ask what on the operators' listener. Section <c>Ops</c>.</summary>
internal sealed class OpsOptions
{
    /// <summary>The networks that <c>/metrics</c> is answered to: <c>10.0.0.0/8</c>. Default this machine.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = Networks.Loopback;

    /// <summary>A file with the token, 16 letters or more, that Alertmanager shows at <c>/api/alerts</c>. Empty, the default: nobody may. Takes effect at the next start.</summary>
    [TakesEffect(Effect.AtStart)]
    public string AlertsTokenFile { get; init; } = "";

    /// <summary>How many minutes an alert drains a cluster at the most, from its beginning on. 1 to 1440, default 30.</summary>
    [Range(1, 1440)]
    public int AlertMinutes { get; init; } = 30;
}
