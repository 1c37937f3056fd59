namespace Gateway.Settings;

/// <summary>Events 1100-1199.</summary>
internal static partial class SettingsLog
{
    [LoggerMessage(1101, LogLevel.Information, "The settings were read again and are in force.")]
    public static partial void Reloaded(this ILogger logger);

    [LoggerMessage(1102, LogLevel.Error, "The settings changed and are wrong, so the old ones stay in force. {Count} faults:\n{Faults}")]
    public static partial void KeptSettings(this ILogger logger, int count, string faults);

    [LoggerMessage(1103, LogLevel.Error, "The settings changed and could not be taken, in a way that was believed impossible; the old ones stay in force.")]
    public static partial void CouldNotTake(this ILogger logger, Exception cause);

    [LoggerMessage(1104, LogLevel.Warning, "{Key} changed; it takes effect at the next start.")]
    public static partial void NeedsRestart(this ILogger logger, string key);

    [LoggerMessage(1105, LogLevel.Error, "The new settings are in force and a part of the gateway could not take note of them.")]
    public static partial void DidNotFollow(this ILogger logger, Exception cause);
}
