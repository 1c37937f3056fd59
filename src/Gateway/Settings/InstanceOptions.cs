using System.ComponentModel.DataAnnotations;

namespace Gateway.Settings;

/// <summary>This gateway among others. Section <c>Gateway</c>.</summary>
internal sealed record InstanceOptions
{
    /// <summary>The name in <c>Via</c>, shared by replicas: a request that comes back with it is a loop. Redis and telemetry know the gateway by it too. Taken at the start. Default <c>edge</c>.</summary>
    [TakesEffect(Effect.AtStart)]
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9.-]{0,62}", ErrorMessage = "letters, digits, dots and dashes are needed, at most 63")]
    public string Name { get; init; } = "edge";

    /// <summary>
    /// What operators read of this process where several gateways are spoken of; another one for each. Taken at the start. Default the
    /// machine's name and four random letters.
    /// </summary>
    [TakesEffect(Effect.AtStart)]
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{0,62}", ErrorMessage = "letters, digits, dots, dashes and underscores are needed, at most 63")]
    public string Instance { get; init; } = "";

    /// <summary>
    /// How long it still takes requests after it was told to stop, unready already, so that balancers send them elsewhere. Default none;
    /// behind a balancer a little more than the time in which that notices.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainDelay { get; init; }

    /// <summary>The longest that requests under way, downloads among them, are then waited for. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
