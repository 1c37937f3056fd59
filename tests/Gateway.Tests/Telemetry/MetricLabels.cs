using Gateway.Access.Certificates;
using Gateway.Health;
using Gateway.Mirroring;
using Gateway.Telemetry;
using GoModules;

namespace Gateway.Tests.Telemetry;

/// <summary>
/// Every instrument of the gateway and all that its labels can say: words, or names out of the settings. The one place where they are written down;
/// <see cref="MetricLabelsTests"/> hold the gateway and docs/operations.md to it, and <see cref="Counted"/> every test that counts.
/// </summary>
internal static class MetricLabels
{
    private static readonly string[] Reasons =
    [
        "answer", "client-gone", "caller-refused", "forbidden", "loop", "breaker-open", "no-destination", "rate", "not-found", "outrun", "redirect", "redirect-failed",
        "redirect-host", "redirect-loop", "status-5xx", "uncached-404", "timeout", "cooling-down", "status-429", "forbidden-all", "unauthorized", "status-400", "status-other",
        "connect", "dns", "protocol", "proxy", "refused", "reset", "silent", "tls", "distrusted", "short-body", "wrong-body", "exchange-refused", "exchange-failed", "sent",
    ];

    private static readonly string[] Kinds = [.. Enum.GetValues<GoRequestKind>().Select(kind => RequestMetrics.Word(kind)), "other", "pass-through"];

    private static readonly string[] Outcomes = ["served", "not-found", "denied", "unauthenticated", "limited", "refused", "failed", "cut-off", "client-gone"];

    private static readonly string[] Cached = ["hit", "revalidating", "stale-if-error", "miss", "joined"];

    private static readonly string[] TokenFaults =
    [
        "ok", "refused", "malformed", "too-large", "encrypted", "type", "algorithm", "issuer", "key", "signature", "audience", "expired", "too-early", "claims", "unknown", "away",
    ];

    private static readonly string[] Limits = ["caller-rate", "caller-at-once", "address-rate", "address-at-once", "failures"];

    private static readonly string[] States = Enum.GetNames<HealthState>();

    private static readonly string[] Faults = Enum.GetNames<CertificateFault>();

    private static readonly string[] Sources = ["Dns", "Etcd", "Consul"];

    private static readonly string[] Checked = ["verified", "trusted", "unverified", "mismatch"];

    // A name out of the settings, of which there are as many as somebody wrote there.
    private const string[]? Named = null;

    /// <summary>The labels of every instrument and their words; null for a name out of the settings. Any may be empty where there is nothing to say.</summary>
    public static IReadOnlyDictionary<string, (string Name, string[]? Words)[]> All { get; } = new Dictionary<string, (string, string[]?)[]>
    {
        ["gateway.request.duration"] = [("kind", Kinds), ("route", Named), ("outcome", Outcomes), ("cache", Cached)],
        ["gateway.response.size"] = [("kind", Kinds), ("route", Named), ("outcome", Outcomes), ("cache", Cached)],
        ["gateway.build.info"] = [("version", Named), ("runtime", Named)],
        ["gateway.upstream.attempts"] = [("cluster", Named), ("destination", Named), ("reason", Reasons), ("lane", ["stable", "canary"])],
        ["gateway.upstream.duration"] = [("cluster", Named), ("destination", Named), ("reason", Reasons), ("lane", ["stable", "canary"])],
        ["gateway.upstream.fallbacks"] = [("cluster", Named)],
        ["gateway.upstream.retries"] = [("cluster", Named)],
        ["gateway.upstream.hedges"] = [("cluster", Named)],
        ["gateway.upstream.resumed"] = [("cluster", Named)],
        ["gateway.upstream.broken"] = [("cluster", Named)],
        ["gateway.upstream.aborted"] = [("cluster", Named)],
        ["gateway.upstream.list_lines_dropped"] = [("cluster", Named)],
        ["gateway.destination.state"] = [("cluster", Named), ("destination", Named), ("state", States)],
        ["gateway.destination.since"] = [("cluster", Named), ("destination", Named)],
        ["gateway.destination.in_rotation"] = [("cluster", Named), ("destination", Named)],
        ["gateway.destination.breaker_open"] = [("cluster", Named), ("destination", Named)],
        ["gateway.destination.weight"] = [("cluster", Named), ("destination", Named)],
        ["gateway.destination.in_flight"] = [("cluster", Named), ("destination", Named)],
        ["gateway.health.transitions"] = [("cluster", Named), ("destination", Named), ("from", States), ("to", States)],
        ["gateway.health.probes"] = [("cluster", Named), ("destination", Named), ("kind", ["liveness", "module"]), ("result", ["good", "bad"])],
        ["gateway.cache.requests"] = [("outcome", Cached)],
        ["gateway.cache.hits"] = [("tier", ["memory", "redis"])],
        ["gateway.cache.stale"] = [],
        ["gateway.cache.entries"] = [],
        ["gateway.cache.size"] = [],
        ["gateway.cache.size_limit"] = [],
        ["gateway.cache.evictions"] = [],
        ["gateway.cache.refusals"] = [],
        ["gateway.cache.stale_limit"] = [],
        ["gateway.cache.purges"] = [("origin", ["here", "elsewhere"])],
        ["gateway.redis.used"] = [],
        ["gateway.redis.calls"] =
        [
            ("operation", ["get", "set", "remove", "lease", "release", "follow", "purge", "drain", "scan"]), ("outcome", ["hit", "miss", "done", "skipped", "timeout", "refused", "error"]),
        ],
        ["gateway.redis.frames_refused"] = [("reason", ["forged", "format", "purged", "ahead", "expired", "payload"])],
        ["gateway.redis.leases"] = [("outcome", ["taken", "found", "in-vain", "away"])],
        ["gateway.redis.changes"] = [("state", ["used", "paused", "read-only", "writable", "without-channel"])],
        ["gateway.redis.tier_faults"] = [],
        ["gateway.access.authentications"] = [("method", ["certificate", "token", "static"]), ("result", TokenFaults)],
        ["gateway.access.certificates"] = [("listener", Named), ("fault", Faults), ("handshake", ["taken", "refused"])],
        ["gateway.access.certificates_ended"] = [("listener", Named), ("fault", Faults)],
        ["gateway.access.expires_in"] = [("file", Enum.GetNames<ExpiringFile>()), ("listener", Named), ("cluster", Named)],
        ["gateway.access.issuer_requests"] = [("issuer", Named), ("result", ["ok", "failed"])],
        ["gateway.access.decisions"] = [("rule", Named), ("effect", ["allow", "deny", "probe", "outage"])],
        ["gateway.access.licenses"] = [("rule", Named), ("verdict", ["passed", "denied", "exempt", "warned", "outage"])],
        ["gateway.access.webhooks"] = [("answer", ["yes", "no", "nothing"])],
        ["gateway.exchange.requests"] = [("cluster", Named), ("result", ["ok", "refused", "failed"])],
        ["gateway.advisories.age"] = [("feed", Named)],
        ["gateway.advisories.entries"] = [("feed", Named)],
        ["gateway.advisories.refreshes"] = [("feed", Named), ("outcome", ["changed", "unchanged", "failed"])],
        ["gateway.advisories.met"] = [("feed", Named), ("rule", Named), ("effect", ["denied", "warned"])],
        ["gateway.checksums.checked"] = [("cluster", Named), ("state", Checked)],
        ["gateway.checksums.refused"] = [("cluster", Named), ("state", Checked)],
        ["gateway.checksums.database_failures"] = [("database", Named), ("reason", ["dishonest", "away"])],
        ["gateway.mirror.queue"] = [("mirror", Named)],
        ["gateway.mirror.queue_limit"] = [("mirror", Named)],
        ["gateway.mirror.sent"] = [("mirror", Named)],
        ["gateway.mirror.dropped"] = [("mirror", Named), ("reason", [.. Enum.GetValues<DropReason>().Select(reason => reason.Word())])],
        ["gateway.mirror.differences"] = [("mirror", Named), ("kind", ["status", "body"])],
        ["gateway.warm.requests"] = [("cluster", Named), ("result", ["served", "failed"])],
        ["gateway.audit.records"] = [],
        ["gateway.audit.lost"] = [("reason", ["queue-full", "standard-output"])],
        ["gateway.audit.refused"] = [],
        ["gateway.audit.queue"] = [],
        ["gateway.audit.queue_limit"] = [],
        ["gateway.limits.waited"] = [("limit", Limits)],
        ["gateway.limits.refused"] = [("limit", Limits)],
        ["gateway.limits.failures"] = [],
        ["gateway.limits.connections_refused"] = [("bound", ["total", "address"])],
        ["gateway.limits.cut_off"] = [],
        ["gateway.edge.twins"] = [("status", ["400", "401", "403", "404", "405", "410", "413", "421", "429", "431", "500", "502", "503", "504", "508"])],
        ["gateway.edge.proxy_headers_refused"] = [("listener", Named), ("reason", ["stranger", "malformed", "truncated", "too-long", "too-late"])],
        ["gateway.discovery.up"] = [("cluster", Named), ("source", Sources)],
        ["gateway.discovery.destinations"] = [("cluster", Named), ("source", Sources)],
        ["gateway.discovery.changes"] = [("cluster", Named), ("source", Sources)],
        ["gateway.discovery.skipped"] = [("cluster", Named), ("source", Sources)],
        ["gateway.settings.reloads"] = [("result", ["taken", "refused"])],
    };

    /// <summary>What of some labels is not as it is written here; null when everything is.</summary>
    public static string? FindFault(string instrument, IEnumerable<KeyValuePair<string, string>> labels)
    {
        if (!All.TryGetValue(instrument, out var known))
        {
            return $"{instrument} is not known";
        }

        var found = labels.ToDictionary();
        return !found.Keys.ToHashSet().SetEquals(known.Select(label => label.Name)) ? $"{instrument} has the labels {string.Join(", ", found.Keys)}"
            : known.FirstOrDefault(label => label.Words is { } words && found[label.Name].Length > 0 && !words.Contains(found[label.Name])) is { Name: { } wrong } ? $"{instrument} has {wrong}=\"{found[wrong]}\""
            : null;
    }
}
