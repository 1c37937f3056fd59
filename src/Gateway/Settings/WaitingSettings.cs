using System.Collections;
using System.Reflection;

namespace Gateway.Settings;

/// <summary>Finds what of new settings cannot hold before the next start, by what <see cref="TakesEffectAttribute"/> says of each.</summary>
internal static class WaitingSettings
{
    /// <summary>The keys of what differs and waits; empty when all of the new settings is in force.</summary>
    public static IEnumerable<string> Find(GatewaySettings atStart, GatewaySettings now) => Find(typeof(GatewaySettings), atStart, now, "", Effect.AtOnce);

    private static IEnumerable<string> Find(Type type, object? before, object? after, string path, Effect effect)
    {
        if (SettingsTree.IsSection(type))
        {
            // What one of them does not name at all has its defaults there.
            var (old, young) = (before ?? Activator.CreateInstance(type), after ?? Activator.CreateInstance(type));
            return SettingsTree.Keys(type).SelectMany(key => Find(
                key.PropertyType, key.GetValue(old), key.GetValue(young), path.Length == 0 ? key.Name : $"{path}:{key.Name}", key.GetCustomAttribute<TakesEffectAttribute>()?.When ?? effect));
        }

        if (SettingsTree.FindNamed(type) is { } named)
        {
            var (old, young) = ((IDictionary)before!, (IDictionary)after!);
            return old.Keys.Cast<string>().Union(young.Keys.Cast<string>(), StringComparer.OrdinalIgnoreCase)
                .SelectMany(name => Find(named, old[name], young[name], $"{path}:{name}", effect));
        }

        return effect == Effect.AtStart && !IsSame(before, after) ? [path] : [];
    }

    private static bool IsSame(object? before, object? after) =>
        before is not string and IEnumerable old && after is not string and IEnumerable young ? old.Cast<object>().SequenceEqual(young.Cast<object>()) : Equals(before, after);
}
