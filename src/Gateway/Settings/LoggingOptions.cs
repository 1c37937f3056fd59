namespace Gateway.Settings;

/// <summary>What is logged. Section <c>Logging</c>. Takes effect at the next start.</summary>
internal sealed class LoggingOptions
{
    /// <summary>How a line is written. Takes effect at the next start. Default <c>Text</c>.</summary>
    public LogFormat Format { get; init; }

    /// <summary>The least level by category prefix, <c>Default</c> for all others. Default: Information, Warning for the platform.</summary>
    public IReadOnlyDictionary<string, LogLevel> LogLevel { get; init; } = new Dictionary<string, LogLevel>();
}
