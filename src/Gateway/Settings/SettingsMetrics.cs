using System.Diagnostics.Metrics;

namespace Gateway.Settings;

/// <summary>Counts reloads of the settings.</summary>
internal sealed class SettingsMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _reloads = meters.Create("Gateway.Settings")
        .CreateCounter<long>("gateway.settings.reloads", description: "Reloads of the settings, by whether they were taken or kept out.");

    public void Reloaded(bool isTaken) => _reloads.Add(1, new KeyValuePair<string, object?>("result", isTaken ? "taken" : "refused"));
}
