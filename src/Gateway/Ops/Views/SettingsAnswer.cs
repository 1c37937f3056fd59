using System.Text.Json.Nodes;
using Gateway.Settings;

namespace Gateway.Ops.Views;

/// <summary>The settings in force, as JSON.</summary>
/// <param name="Settings">Every setting with its value; what may be a secret is masked.</param>
/// <param name="Defaults">The same where no file says anything. Of lists and maps, for every item there is.</param>
internal sealed record SettingsAnswer(JsonNode Settings, JsonNode Defaults)
{
    public static SettingsAnswer Of(GatewaySettings settings)
    {
        var shown = ShownSettings.Of(settings);
        return new(shown, ShownSettings.DefaultsFor(shown));
    }
}
