using System.Reflection;
using System.Text.Json.Nodes;
using Gateway.Settings;

namespace Gateway.Tests.Settings;

/// <summary>What changes at a reload and waits for the next start is told, whichever setting it is.</summary>
public class TakesEffectTests
{
    private const int NeedsRestart = 1104;

    [Fact]
    public void Every_section_says_when_a_change_of_it_takes_effect() =>
        SettingsTree.Keys(typeof(GatewaySettings)).Where(key => key.GetCustomAttribute<TakesEffectAttribute>() is null).Select(key => key.Name).Should().BeEmpty();

    [Fact]
    public void Every_setting_that_waits_is_told_when_it_changes_and_no_other_is()
    {
        var all = Leaves(typeof(GatewaySettings), [], Effect.AtOnce).ToList();

        foreach (var (path, type, effect) in all)
        {
            // One of two values at least is not the default.
            var found = Others(type).SelectMany(other => WaitingSettings.Find(Bind(path, null), Bind(path, other))).Distinct();

            found.Should().Equal(effect == Effect.AtStart ? [string.Join(':', path)] : [], string.Join(':', path));
        }

        all.Count(leaf => leaf.Effect == Effect.AtStart).Should().BeGreaterThan(50);
    }

    [Fact]
    public async Task A_mirror_a_collector_and_an_audit_log_that_come_with_a_reload_are_told_to_wait()
    {
        await using var gateway = await ReloadedGateway.StartAsync();
        var settings = JsonNode.Parse(gateway.With("Telemetry:Otlp", "http://127.0.0.1:4317"))!;
        settings["Telemetry"]!["TraceCallers"] = new JsonArray("10.0.0.0/8");
        settings["Mirroring"] = new JsonObject { ["copies"] = new JsonObject { ["Cluster"] = "origin" } };
        settings["Auditing"] = new JsonObject { ["StandardOutput"] = true };
        settings["Caching"]!["Redis"] = new JsonObject { ["Timeout"] = "00:00:00.1" };

        (await gateway.Lab.ReloadAsync(settings.ToJsonString())).Should().BeTrue();
        (await gateway.Lab.ReloadAsync(gateway.With("Failover:MaxAttempts", 3))).Should().BeTrue();

        gateway.Log.Of(NeedsRestart).Select(line => line.Text.Split(' ')[0]).Should().BeEquivalentTo(
            "Caching:Redis:Timeout", "Auditing:StandardOutput", "Mirroring:copies:Cluster", "Telemetry:Otlp");
    }

    /// <summary>Every single setting; of maps the entry x stands for all.</summary>
    private static IEnumerable<(string[] Path, Type Type, Effect Effect)> Leaves(Type type, string[] path, Effect effect) =>
        type == typeof(JsonObject) ? []
        : SettingsTree.IsSection(type) ? SettingsTree.Keys(type).SelectMany(key => Leaves(key.PropertyType, [.. path, key.Name], key.GetCustomAttribute<TakesEffectAttribute>()?.When ?? effect))
        : SettingsTree.FindNamed(type) is { } named ? Leaves(named, [.. path, "x"], effect)
        : [(path, type, effect)];

    /// <summary>Settings with one value, or with what is around it alone.</summary>
    private static GatewaySettings Bind(string[] path, JsonNode? value)
    {
        var json = new JsonObject();
        var at = json;
        foreach (var key in path[..^1])
        {
            var inner = new JsonObject();
            at[key] = inner;
            at = inner;
        }

        if (value is not null)
        {
            at[path[^1]] = value;
        }

        // What is out of range is bound all the same.
        return new SettingsBinder([]).Bind<GatewaySettings>(json);
    }

    private static IEnumerable<JsonNode> Others(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var choice when choice.IsEnum => [Enum.GetNames(choice)[0], Enum.GetNames(choice)[^1]],
        var switched when switched == typeof(bool) => [true, false],
        _ => [Other(type)],
    };

    private static JsonNode Other(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var list when SettingsTree.FindItem(list) is { } item => new JsonArray(SettingsTree.IsSection(item) ? new JsonObject() : Other(item)),
        var choice when choice.IsEnum => Enum.GetNames(choice)[^1],
        var time when time == typeof(TimeSpan) => "00:00:07.7",
        var text when text == typeof(string) => "other",
        _ => 77,
    };
}
