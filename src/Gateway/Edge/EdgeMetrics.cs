using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Edge;

/// <summary>The instruments of what comes in. Every tag value is out of a closed set or a name from the settings.</summary>
internal sealed class EdgeMetrics
{
    private readonly Counter<long> _twins;
    private readonly Counter<long> _proxyHeaders;

    public EdgeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Gateway.Edge");
        _twins = meter.CreateCounter<long>("gateway.edge.twins", description: "Requests that only repeat one that was refused a moment ago, by how that was refused.");
        _proxyHeaders = meter.CreateCounter<long>("gateway.edge.proxy_headers_refused", description: "Connections closed for what stood, or did not stand, in front of them, by what was wrong.");
    }

    public void TwinCame(int status) => _twins.Add(1, new KeyValuePair<string, object?>("status", status));

    public void ProxyHeaderRefused(string listener, string reason) => _proxyHeaders.Add(1, new TagList { { "listener", listener }, { "reason", reason } });
}
