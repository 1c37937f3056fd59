using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Access.Certificates;

/// <summary>The instruments of client certificates. Every tag value is out of a closed set or a name from the settings.</summary>
internal sealed class CertificatesMetrics
{
    public const string MeterName = "Gateway.Access";

    private readonly Counter<long> _shown;
    private readonly Counter<long> _ended;

    public CertificatesMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _shown = meter.CreateCounter<long>("gateway.access.certificates", description: "Client certificates at handshakes, by what is wrong with them.");
        _ended = meter.CreateCounter<long>("gateway.access.certificates_ended", description: "Connections closed because their client certificate was good no longer.");
    }

    public void Shown(string listener, CertificateFault fault, bool isRefused) => _shown.Add(1, new TagList
    {
        { "listener", listener },
        { "fault", fault.ToString() },
        { "handshake", isRefused ? "refused" : "taken" },
    });

    public void Ended(string listener, CertificateFault fault) => _ended.Add(1, new TagList { { "listener", listener }, { "fault", fault.ToString() } });
}
