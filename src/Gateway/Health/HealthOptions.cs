using System.ComponentModel.DataAnnotations;

namespace Gateway.Health;

/// <summary>How the state of destinations is found out. Section <c>Health</c>.</summary>
internal sealed record HealthOptions
{
    /// <summary>Whether destinations are probed. Without probes only real traffic shows who is down. Default true.</summary>
    public bool Probes { get; init; } = true;

    /// <summary>Probes in a row that must fail before a destination leaves rotation. Default 2.</summary>
    [Range(1, 100)]
    public int DownAfter { get; init; } = 2;

    /// <summary>
    /// Probes in a row that must succeed before a destination that was down comes back, and requests for trial in a row before its breaker
    /// closes. Default 2; doubled for every time within five minutes that it went down again, or failed again while it seemed to recover, up
    /// to 32 times as many, so that one that flaps does not flap the traffic.
    /// </summary>
    [Range(1, 100)]
    public int UpAfter { get; init; } = 2;

    /// <summary>Time between two looks at whether a destination serves modules rightly and reaches its own upstream. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ModuleInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest to wait for such a look. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ModuleTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The share of a destination's requests that must fail within <see cref="Window"/> to open its breaker. Default 0.5.</summary>
    [Range(0.01, 1)]
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>How far back the breaker looks. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests within <see cref="Window"/> below which the breaker does not judge. Default 10.</summary>
    [Range(2, 10000)]
    public int MinimumThroughput { get; init; } = 10;

    /// <summary>How long an open breaker keeps requests away before one is let through for trial. Default 1 second; doubled when the trial fails.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest that <see cref="ShortestPause"/> grows to. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);
}
