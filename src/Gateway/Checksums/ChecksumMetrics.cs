using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Checksums;

/// <summary>The instruments of checksums. Every tag value is out of a closed set or a name from the settings.</summary>
internal sealed class ChecksumMetrics
{
    private readonly Counter<long> _checked;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _failed;

    public ChecksumMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Gateway.Checksums");
        _checked = meter.CreateCounter<long>("gateway.checksums.checked", description: "Artifacts that came from clusters, by what is known of their hash.");
        _refused = meter.CreateCounter<long>("gateway.checksums.refused", description: "Artifacts that were withheld from clients.");
        _failed = meter.CreateCounter<long>("gateway.checksums.database_failures", description: "Questions to checksum databases without an answer that holds.");
    }

    public void Checked(string cluster, ChecksumVerdict verdict)
    {
        _checked.Add(1, new TagList { { "cluster", cluster }, { "state", verdict.State.Word() } });
        if (verdict.Refusal is not null)
        {
            _refused.Add(1, new TagList { { "cluster", cluster }, { "state", verdict.State.Word() } });
        }
    }

    /// <param name="database">Its name.</param>
    /// <param name="isDishonest">Whether what it said does not hold; else it could not be asked.</param>
    public void DatabaseFailed(string database, bool isDishonest) =>
        _failed.Add(1, new TagList { { "database", database }, { "reason", isDishonest ? "dishonest" : "away" } });
}
