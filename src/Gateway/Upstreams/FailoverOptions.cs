using System.ComponentModel.DataAnnotations;

namespace Gateway.Upstreams;

/// <summary>Attempts, time-outs and bounds of a fetch. Section <c>Failover</c>.</summary>
internal sealed class FailoverOptions
{
    /// <summary>Destinations asked for one request, over all clusters. Default 6.</summary>
    [Range(1, 50)]
    public int MaxAttempts { get; init; } = 6;

    /// <summary>Destinations of one cluster asked for one request. Default 2.</summary>
    [Range(1, 50)]
    public int AttemptsPerCluster { get; init; } = 2;

    /// <summary>
    /// How often those whose failure may pass are asked again when nobody else is left, after about 250 ms, 500 ms and 1 s. Default 3.
    /// </summary>
    [Range(0, 3)]
    public int Retries { get; init; } = 3;

    /// <summary>What may be asked again, or beside another one, of a cluster: this share of its requests. Default 0.2.</summary>
    [Range(0.0, 1.0)]
    public double RetryShare { get; init; } = 0.2;

    /// <summary>What may be asked again of a cluster in any case, in requests a second. Default 10.</summary>
    [Range(0, 10000)]
    public int RetryFloor { get; init; } = 10;

    /// <summary>The longest <c>Retry-After</c> that is waited for before asking again. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest that all attempts for one request take together, up to the first byte. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether another destination is asked as well, for all but zips, when one is slower than 19 of 20 of its answers are. Default true.</summary>
    public bool Hedging { get; init; } = true;

    /// <summary>The least that a destination is waited for before another one is asked as well. Default 50 milliseconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan HedgeFloor { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest to wait for the first byte while another cluster can be asked. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest to wait for the first byte at the end of a chain. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan LastFirstByteTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest pause inside a body. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The longest pause inside a zip before its rest is asked for at another destination of the cluster as well, and whoever sends first goes
    /// on; a second where the destination answers no probes either. Only where validators allow. Default 5 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ResumeAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest a body may take from its first byte to its last, where the route says nothing. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Redirects followed for one attempt. Default 5.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; init; } = 5;

    /// <summary>How often a zip whose stream breaks is taken up again at the byte where it broke, and as often one that falls silent. Default 3.</summary>
    [Range(0, 20)]
    public int MaxResumes { get; init; } = 3;

    /// <summary>
    /// The largest list, <c>.info</c>, <c>.mod</c>, checksum record or tile, in MiB: they are read and checked whole before anything
    /// is sent. Default 16, which is the <c>go</c> command's own bound for a <c>go.mod</c>.
    /// </summary>
    [Range(1, 256)]
    public int CheckedBodyMegabytes { get; init; } = 16;

    /// <summary>The largest zip, in MiB. Default 1024: twice what a module may have, because toolchains are larger.</summary>
    [Range(1, 65536)]
    public int LargestZipMegabytes { get; init; } = 1024;

    /// <summary>The longest that a <c>Retry-After</c> keeps a destination from being asked. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LongestCooldown { get; init; } = TimeSpan.FromMinutes(1);
}
