using Gateway.Checksums;
using Gateway.Upstreams;

namespace Gateway.Ops;

/// <summary>Shows what was not what it should be, and what is known of the checksum databases.</summary>
internal sealed class ChecksumsEndpoint(ChecksumAlarms alarms, TrustedHeads heads, DistrustedAnswers distrusted)
{
    public const string Path = "/api/checksums";

    public Task HandleAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => new ChecksumsAnswer(
        heads.All.Select(known => new ChecksumDatabaseAnswer(known.Database, known.Head.Size, known.Head.Hash)),
        distrusted.Count,
        alarms.Latest));
}
