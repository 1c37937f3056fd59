using System.ComponentModel.DataAnnotations;

namespace Gateway.Checksums;

/// <summary>How artifacts are checked before they are kept. Section <c>Checksums</c>.</summary>
internal sealed class ChecksumsOptions
{
    /// <summary>Which of <c>Modules:ChecksumDatabases</c> says what public modules should be. Default sum.golang.org, else the only one with a <c>Key</c>.</summary>
    public string Database { get; init; } = "";

    /// <summary>What becomes of an artifact when the database cannot be asked, where a route says <c>Enforce</c>. Default <c>Serve</c>.</summary>
    public UnverifiedPolicy OnFailure { get; init; }

    /// <summary>How long the database is waited for once the artifact has arrived. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest zip that is held until it is checked, in MiB, where a route says <c>Enforce</c>; larger ones are refused there. Default 64.</summary>
    [Range(1, 1024)]
    public int LargestZipMegabytes { get; init; } = 64;

    /// <summary>How long a cluster is not asked again for an artifact that it gave wrong. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DistrustFor { get; init; } = TimeSpan.FromMinutes(10);
}
