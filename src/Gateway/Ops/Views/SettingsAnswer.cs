using System.Text.Json.Nodes;

namespace Gateway.Ops.Views;

/// <summary>The settings in force, as JSON.</summary>
/// <param name="Settings">Every setting with its value; what may be a secret is masked.</param>
/// <param name="Defaults">The same where no file says anything.</param>
internal sealed record SettingsAnswer(JsonNode Settings, JsonNode Defaults);
