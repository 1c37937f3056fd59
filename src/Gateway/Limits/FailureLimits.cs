using System.ComponentModel.DataAnnotations;

namespace Gateway.Limits;

/// <summary>What follows from wrong credentials: others from the same address are looked at more and more slowly. Section <c>Limits:Failures</c>.</summary>
internal sealed class FailureLimits
{
    /// <summary>Wrong credentials of one address (IPv6: one /64) that nothing follows from. One is forgotten every <see cref="Forgotten"/>. Default 10.</summary>
    [Range(1, 100_000)]
    public int Free { get; init; } = 10;

    /// <summary>The time between two looks after the first one too many; it doubles with every further one. Default 250 milliseconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The most that it grows to. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time after which one failure is forgotten. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Forgotten { get; init; } = TimeSpan.FromSeconds(30);
}
