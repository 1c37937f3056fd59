using System.ComponentModel.DataAnnotations;

namespace Gateway.Access.Advisories;

/// <summary>Where advisories about vulnerable versions come from. An entry of <c>Advisories</c>.</summary>
internal sealed class AdvisoryFeedOptions
{
    /// <summary>
    /// A Go vulnerability database (<c>https://vuln.go.dev/</c>, or a copy of it), an archive of OSV documents (an address that ends with
    /// <c>.zip</c>), or a folder of OSV documents. No default.
    /// </summary>
    public string Source { get; init; } = "";

    /// <summary>How often it is looked for changes. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Refresh { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest that a reading may take. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most that one reading may come to, unpacked. Default 256.</summary>
    [Range(1, 4096)]
    public int LargestMegabytes { get; init; } = 256;

    /// <summary>A PEM file with the authorities that vouch for an https source; those of the system when it is empty. Default none.</summary>
    public string Authorities { get; init; } = "";

    /// <summary>What holds for versions that a rule asks about before the feed was ever read. Default <c>Serve</c>.</summary>
    public UnreadFeed WhenUnread { get; init; }
}
