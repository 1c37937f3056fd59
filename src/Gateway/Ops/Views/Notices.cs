using Gateway.Access.Certificates;
using Gateway.Access.Tokens;
using Gateway.Auditing;
using Gateway.Health;
using Gateway.Settings;
using Gateway.Telemetry;
using Gateway.Upstreams;

namespace Gateway.Ops.Views;

/// <summary>Finds what wants to be looked at now.</summary>
internal sealed class Notices(CurrentSnapshot current, RequestHistory history, Fallbacks fallbacks, TokenIssuers issuers, ContentsEndpoint contents, AuditQueue audit, GuardNotices guards, TimeProvider time)
{
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(1);

    /// <summary>The worst first.</summary>
    public IReadOnlyList<Notice> Now
    {
        get
        {
            var snapshot = current.Value;
            return [.. Found(snapshot).OrderBy(notice => notice.Level switch { "error" => 0, "warning" => 1, _ => 2 })];
        }
    }

    private IEnumerable<Notice> Found(Snapshot snapshot) =>
        [.. Routes(snapshot), .. Failures(), .. guards.Of(snapshot.Settings), .. Clusters(snapshot), .. Hops(), .. Helpers(snapshot), .. Endings(snapshot), .. Drained(snapshot)];

    private static IEnumerable<Notice> Routes(Snapshot snapshot) => Alternatives.Lineups(snapshot)
        .Where(chain => !chain.Clusters.Any(cluster => Alternatives.IsUp(snapshot, cluster)))
        .Select(chain => Notice.Error($"Nobody is left for {chain.Name}: {string.Join(", ", chain.Clusters)} {(chain.Clusters.Count == 1 ? "gets" : "get")} no requests."));

    private IEnumerable<Notice> Failures()
    {
        var points = history.Remembered.TakeLast((int)(Lately / RequestHistory.Step)).Select(history.Of).ToList();
        var (failed, all) = (points.Sum(point => point.Failed), points.Sum(point => point.Requests));
        return failed > 0 ? [Notice.Error($"{failed} of {all} requests failed in the last minute.", Notice.Requests)] : [];
    }

    private IEnumerable<Notice> Hops()
    {
        var since = time.GetUtcNow() - Lately;
        return from hop in fallbacks.Latest
               where hop.Last > since
               group hop by hop.From into hops
               let routes = string.Join(", ", hops.Select(hop => hop.Route).Distinct().Order(StringComparer.Ordinal))
               let instead = string.Join(", ", hops.Select(hop => hop.To).Distinct().Order(StringComparer.Ordinal))
               select Notice.Warning($"{hops.Key} failed requests of {routes} in the last minute: {hops.First().Words}. {instead} {(instead.Contains(',') ? "were" : "was")} asked instead.");
    }

    private static IEnumerable<Notice> Clusters(Snapshot snapshot) =>
        from upstream in snapshot.Upstreams.Values.OrderBy(upstream => upstream.Name, StringComparer.Ordinal)
        from destination in upstream.Destinations
        let standing = destination.Standing
        where standing.State is HealthState.Unhealthy or HealthState.Broken or HealthState.Degraded
        select Notice.Warning($"{upstream.Name}/{standing.Name} is {Words(standing.State)}: {standing.Evidence}.");

    private static IEnumerable<Notice> Drained(Snapshot snapshot) =>
        from upstream in snapshot.Upstreams.Values.OrderBy(upstream => upstream.Name, StringComparer.Ordinal)
        from destination in upstream.Destinations
        where destination.Standing.State == HealthState.Drained
        select Notice.Note($"{upstream.Name}/{destination.Standing.Name} is {destination.Standing.Evidence}.");

    private IEnumerable<Notice> Helpers(Snapshot snapshot)
    {
        if (contents.Redis == "away")
        {
            yield return Notice.Warning("Redis is away: this gateway's memory alone answers.");
        }

        if (audit.Lost > 0)
        {
            yield return Notice.Warning($"{audit.Lost} audit records are lost since the start: there was no place for them.");
        }

        foreach (var (authority, issuer) in issuers.Of(snapshot.Tokens))
        {
            if (issuer.Standing is (var keys, { } trouble))
            {
                yield return keys is null
                    ? Notice.Error($"The tokens of {authority} cannot be judged: {trouble}.", Notice.Setup)
                    : Notice.Warning($"{authority} does not answer ({trouble}); its keys are believed until {keys.Fetched + issuer.Plan.Options.KeysLifetime:u}.", Notice.Setup);
            }
        }
    }

    private IEnumerable<Notice> Endings(Snapshot snapshot)
    {
        var now = time.GetUtcNow();
        return from expiry in snapshot.Expiries
               where expiry.Reached(now) is not null
               orderby expiry.Until
               select expiry.Until <= now
                   ? Notice.Error($"{Words(expiry)} ended on {expiry.Until:u}.", Notice.Setup)
                   : Notice.Warning($"{Words(expiry)} ends on {expiry.Until:u}.", Notice.Setup);
    }

    private static string Words(Expiry expiry) => $"{expiry.Subject} in {expiry.Path}{(expiry.Cluster.Length > 0 ? $", for {expiry.Cluster}," : "")}";

    private static string Words(HealthState state) => state switch
    {
        HealthState.Broken => "left alone",
        HealthState.Degraded => "degraded",
        _ => "down",
    };
}
