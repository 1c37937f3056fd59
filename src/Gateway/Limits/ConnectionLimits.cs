using System.ComponentModel.DataAnnotations;

namespace Gateway.Limits;

/// <summary>What holds for connections on module listeners. Section <c>Limits:Connections</c>; it changes at the next start.</summary>
internal sealed record ConnectionLimits
{
    /// <summary>Connections at once; further ones are closed. Default 20000.</summary>
    [Range(1, 10_000_000)]
    public int Most { get; init; } = 20_000;

    /// <summary>Connections at once of one address (IPv6: one /64). Default unbounded: behind a balancer all come from its address.</summary>
    [Range(1, 10_000_000)]
    public int? MostPerAddress { get; init; }

    /// <summary>Requests at once on one HTTP/2 connection. Default 100.</summary>
    [Range(1, 10_000)]
    public int Streams { get; init; } = 100;

    /// <summary>The largest head of a request, its first line apart, in KiB. Default 32.</summary>
    [Range(1, 1024)]
    public int HeadKilobytes { get; init; } = 32;

    /// <summary>The most headers of a request. Default 100.</summary>
    [Range(10, 10_000)]
    public int Headers { get; init; } = 100;

    /// <summary>The longest first line of a request, in KiB. Default 8.</summary>
    [Range(4, 1024)]
    public int LineKilobytes { get; init; } = 8;

    /// <summary>The longest that the head of a request may take to arrive. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection without a request is kept. Default 2 minutes: longer than the 90 seconds that <c>go</c> keeps it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The fewest bytes a second that a client may send of a body. Default 240.</summary>
    [Range(1, 1_000_000_000)]
    public int SlowestUpload { get; init; } = 240;

    /// <summary>The fewest bytes a second that a client may take of an answer. Default 240.</summary>
    [Range(1, 1_000_000_000)]
    public int SlowestDownload { get; init; } = 240;

    /// <summary>How long a client may be slower than that. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);
}
