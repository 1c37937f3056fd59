using System.ComponentModel.DataAnnotations;

namespace Gateway.Auditing;

/// <summary>Who took what, written down. Section <c>Auditing</c>. Takes effect at the next start.</summary>
internal sealed class AuditingOptions
{
    /// <summary>The file that records are appended to, such as <c>/var/log/gateway/audit.jsonl</c>. Empty, the default: no file.</summary>
    public string File { get; init; } = "";

    /// <summary>Whether records also go to standard output, one JSON object a line. Default false.</summary>
    public bool StandardOutput { get; init; }

    /// <summary>Whether records also go to the collector of <c>Telemetry:Otlp</c>, as a copy that may miss some. Default false.</summary>
    public bool Otlp { get; init; }

    /// <summary>The size at which the file is put away and a new one begun, MiB. It is also put away at the end of a day (UTC). Default 256.</summary>
    [Range(1, 16384)]
    public int RotateMegabytes { get; init; } = 256;

    /// <summary>Whether files that were put away are compressed with gzip. Default true.</summary>
    public bool Compress { get; init; } = true;

    /// <summary>How many days a file that was put away is kept; 0 keeps all. Default 180.</summary>
    [Range(0, 36500)]
    public int RetainDays { get; init; } = 180;

    /// <summary>How often the disk is told to make written records durable against a power cut. Unset, the default: the system decides.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan? SyncInterval { get; init; }

    /// <summary>A PEM file with the ECDSA P-256 private key that signs checkpoints. Empty, the default: they are not signed.</summary>
    public string SigningKeyFile { get; init; } = "";

    /// <summary>A file with 32 random bytes: records are then encrypted with AES-256-GCM. Empty, the default: they are not.</summary>
    public string EncryptionKeyFile { get; init; } = "";

    /// <summary>A file with at least 16 random bytes that e-mail addresses are hashed with. Empty, the default: they are not recorded.</summary>
    public string SaltFile { get; init; } = "";

    /// <summary>What happens to requests while records cannot be written and the queue is full. Default <c>Drop</c>.</summary>
    public WhenFull WhenFull { get; init; }

    /// <summary>How many records wait to be written. Default 16384.</summary>
    [Range(16, 1_000_000)]
    public int QueueLength { get; init; } = 16384;

    /// <summary>With <see cref="Auditing.WhenFull.Wait"/>: how long a request waits for its place before it is refused with 503. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the head of the chain is logged, besides at rotation and stop. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan HeadInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether anything is recorded at all.</summary>
    internal bool IsOn => File.Length > 0 || StandardOutput || Otlp;
}
