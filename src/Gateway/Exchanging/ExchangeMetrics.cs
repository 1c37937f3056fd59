using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Exchanging;

/// <summary>Counts exchanges. Every tag value is out of a closed set or a cluster of the settings.</summary>
internal sealed class ExchangeMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _asked = meters.Create("Gateway.Exchanging").CreateCounter<long>(
        "gateway.exchange.requests", description: "Tokens that were asked for, by cluster and what came of it.");

    public void Asked(string cluster, ExchangeFault? fault) =>
        _asked.Add(1, new TagList { { "cluster", cluster }, { "result", fault is null ? "ok" : fault.IsRefusal ? "refused" : "failed" } });
}
