using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Access.Tokens;

/// <summary>The instruments of tokens. Every tag value is out of a closed set or an issuer of the settings.</summary>
internal sealed class TokenMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _asked =
        meters.Create("Gateway.Access").CreateCounter<long>("gateway.access.issuer_requests", description: "Times an issuer was asked for its keys, by whether it answered rightly.");

    public void Asked(string issuer, bool isAnswered) => _asked.Add(1, new TagList { { "issuer", issuer }, { "result", isAnswered ? "ok" : "failed" } });
}
