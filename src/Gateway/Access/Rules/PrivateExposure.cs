using System.Net;
using Gateway.Edge;
using Gateway.Edge.Listening;
using Gateway.Settings;

namespace Gateway.Access.Rules;

/// <summary>
/// Rules that could give private modules to nobody in particular: to whoever reaches a listener beyond this machine that wants nothing shown.
/// Rather one too many: what an earlier rule denies does not count, nor what host name is asked for, which anybody can write.
/// </summary>
internal static class PrivateExposure
{
    /// <summary>A sentence for each rule and listener.</summary>
    public static IEnumerable<string> Find(GatewaySettings settings) =>
        from listener in settings.Listeners
        where listener.Value.Clients == ClientPolicy.Anonymous && IsBeyondLoopback(listener.Key, listener.Value)
        from rule in settings.Access.Rules.Select((options, index) => (Options: options, Key: $"Access:Rules:{index}"))
        where rule.Options.Effect == RuleEffect.Allow && IsOpen(rule.Options, listener.Key)
        let names = PrivateNames(rule.Options.Modules, settings.Modules.Private)
        where names.Count > 0
        select $"{rule.Key} ({rule.Options.Id}) would give private modules ({string.Join(", ", names)}) to anybody who reaches Listeners:{listener.Key}, "
            + $"{listener.Value.Url}, where Clients is Anonymous; name Who, Networks or Listeners in the rule, or let the listener ask for Clients.";

    private static bool IsBeyondLoopback(string name, ListenerOptions listener) =>
        !name.Equals(ListenerOptions.Ops, StringComparison.OrdinalIgnoreCase)
        && ListenerAddress.Find(listener.Url) is { } address && !(address.IsLoopback && listener.ProxyProtocol == ProxyProtocolMode.Off);

    /// <summary>Whether somebody who has shown nothing may come from anywhere.</summary>
    private static bool IsOpen(RuleOptions rule, string listener) =>
        (rule.Listeners.Count == 0 || rule.Listeners.Contains(listener, StringComparer.OrdinalIgnoreCase))
        && (rule.Networks.Count == 0 || rule.Networks.Any(IsEverywhere))
        && (rule.Who.Count == 0 || rule.Who.Select(entry => WhoEntry.Parse(entry, out _)).OfType<WhoEntry>().Any(entry => IsOpen(entry, listener)));

    private static bool IsOpen(WhoEntry entry, string listener) => entry.Kind switch
    {
        WhoKind.Listener => new NameGlob(entry.Value, StringComparison.OrdinalIgnoreCase).Matches(listener),
        WhoKind.Network => IsEverywhere(entry.Value),
        _ => !entry.NeedsIdentity,
    };

    private static bool IsEverywhere(string network) => IPNetwork.TryParse(network, out var parsed) && parsed.PrefixLength == 0;

    /// <summary>The patterns by name that may hold a private module.</summary>
    private static List<string> PrivateNames(IEnumerable<string> modules, IReadOnlyList<string> patterns)
    {
        var hidden = patterns.SelectMany(entry => entry.Split(',')).ToList();
        return [.. modules.SelectMany(entry => entry.Split(',')).Where(RuleModules.IsByName).Where(pattern => hidden.Any(secret => RuleModules.MayMeet(pattern, secret)))];
    }
}
