using System.ComponentModel.DataAnnotations;

namespace Gateway.PassThrough;

/// <summary>What holds for requests that <c>ReverseProxy:Routes</c> lets through. Section <c>PassThrough</c>.</summary>
internal sealed class PassThroughOptions
{
    /// <summary>The largest body of a request, in MiB. Default 512, a little more than the largest zip that <c>go</c> takes (500 MiB).</summary>
    [Range(1, 65_536)]
    public int LargestBodyMegabytes { get; init; } = 512;

    /// <summary>The same in bytes.</summary>
    public long LargestBody => LargestBodyMegabytes * 1024L * 1024L;
}
