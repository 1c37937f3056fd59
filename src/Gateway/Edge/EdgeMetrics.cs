using System.Diagnostics.Metrics;

namespace Gateway.Edge;

/// <summary>The instruments of what comes in. Every tag value is out of a closed set.</summary>
internal sealed class EdgeMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _twins =
        meters.Create("Gateway.Edge").CreateCounter<long>("gateway.edge.twins", description: "Requests that only repeat one that was refused a moment ago, by how that was refused.");

    public void TwinCame(int status) => _twins.Add(1, new KeyValuePair<string, object?>("status", status));
}
