namespace Gateway.Settings;

/// <summary>What is logged. Section <c>Logging</c>.</summary>
internal sealed class LoggingOptions
{
    /// <summary>The least level by category prefix, <c>Default</c> for all others. Default: Information, Warning for the platform.</summary>
    public IReadOnlyDictionary<string, LogLevel> LogLevel { get; init; } = new Dictionary<string, LogLevel>();
}
