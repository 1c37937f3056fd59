using System.ComponentModel.DataAnnotations;

namespace Gateway.Caching;

/// <summary>The tier that several gateways share. Section <c>Caching:Redis</c>. Takes effect at the next start.</summary>
internal sealed class RedisOptions
{
    /// <summary>
    /// Where Redis is, as StackExchange.Redis writes it: <c>redis:6379</c>, several hosts of a cluster, or sentinels with
    /// <c>serviceName=NAME</c>; <c>ssl=true</c> for TLS. Empty: memory alone. Default empty.
    /// </summary>
    public string Connection { get; init; } = "";

    /// <summary>The file that holds the password. Default none.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>A PEM file with the certificate authorities that may vouch for Redis, in place of the system's. Default none.</summary>
    public string Authorities { get; init; } = "";

    /// <summary>
    /// The file that holds the key under which kept answers are signed, so that who can write to Redis cannot replace a module:
    /// at least 32 bytes. Without it private modules stay in memory. Default none.
    /// </summary>
    public string KeyFile { get; init; } = "";

    /// <summary>The largest answer that goes to Redis, in MiB. Default 1.</summary>
    [Range(1, 512)]
    public int LargestValueMegabytes { get; init; } = 1;

    /// <summary>The longest that a request waits for Redis. Default 50 milliseconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:05")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(50);
}
