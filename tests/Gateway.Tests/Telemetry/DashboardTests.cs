using System.Text.Json.Nodes;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Auditing;
using Gateway.Tests.Caching;
using Gateway.Tests.Documents;

namespace Gateway.Tests.Telemetry;

public class DashboardTests
{
    [Fact]
    public async Task Every_query_of_the_dashboard_and_every_recording_has_data_in_a_real_Prometheus()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var audit = new AuditBed();
        await using var redis = await RedisServer.StartAsync(cancellation);
        await using var bed = await MeasuredBed.StartAsync(settings => audit.Record(settings)
            .WithProbes().Set("Caching:MutableLifetime", "00:00:01").Set("Caching:Redis:Connection", redis.Address)
            .Set("Access:Rules", JsonNode.Parse("""[ { "Id": "licences", "Effect": "Deny", "Licenses": { "Deny": [ "Unknown" ], "WarnOnly": true } } ]""")));
        await using var prometheus = await PrometheusServer.StartAsync(bed.Ops, Path.Combine(Repository.Root, "deploy", "prometheus", "alerts.yml"), cancellation);
        var missing = Queries().Append("gateway:requests:rate5m").Append("gateway:failures:ratio1h").ToList();
        missing.Should().HaveCountGreaterThan(30);

        var round = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                await WorkAsync(bed, round++);
                var still = new List<string>();
                foreach (var query in missing)
                {
                    if (!(await prometheus.QueryAsync(query)).Any(series => double.IsFinite(series.Value)))
                    {
                        still.Add(query);
                    }
                }

                missing = still;
                return missing.Count == 0;
            },
            "all queries have data",
            cancellation);
    }

    /// <summary>A hit, a miss, a zip that is looked into, a failover, a failure, and a list that is served late.</summary>
    private static async Task WorkAsync(MeasuredBed bed, int round)
    {
        (bed.First.Fault, bed.Second.Fault) = (null, null);
        await bed.GetAsync(MeasuredBed.Modules + "list");
        await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.mod");
        await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.zip");
        bed.First.Fault = Fault.Status(500);
        await bed.GetAsync(MeasuredBed.Modules + $"v1.1.{round + 100}.mod");
        bed.Second.Fault = Fault.Status(500);
        await bed.GetAsync(MeasuredBed.Modules + $"v1.2.{round + 100}.mod");
        await bed.GetAsync(MeasuredBed.Modules + "list");
    }

    private static IEnumerable<string> Queries() =>
        from panel in JsonNode.Parse(Repository.Read("deploy/grafana/dashboard.json"))!["panels"]!.AsArray()
        from target in panel!["targets"]?.AsArray() ?? []
        select target!["expr"]!.GetValue<string>().Replace("$__rate_interval", "1m", StringComparison.Ordinal);
}
