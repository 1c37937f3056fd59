using System.Globalization;

namespace Gateway.Systemd;

/// <summary>How long systemd waits for a sign of life before it kills the service: <c>WatchdogSec=</c>, handed on in microseconds.</summary>
/// <param name="microseconds">The variable's value; null where no watchdog is wanted.</param>
internal sealed class WatchdogTime(string? microseconds)
{
    // sd_watchdog_enabled(3): a sign every half of the time.
    private const int SignsPerTime = 2;

    // Longer ones than a timer takes are no watchdog, and a shorter one than a millisecond is none that anybody set.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>The time between two signs; null: none are wanted.</summary>
    public TimeSpan? Period { get; } = long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
        ? TimeSpan.FromTicks(Math.Clamp(limit * TimeSpan.TicksPerMicrosecond / SignsPerTime, Shortest.Ticks, Longest.Ticks))
        : null;
}
