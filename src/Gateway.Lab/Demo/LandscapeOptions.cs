namespace Gateway.Lab.Demo;

/// <summary>What can be chosen of a landscape. The defaults are right for a test: any free ports, and nothing on the console.</summary>
internal sealed record LandscapeOptions
{
    /// <summary>The gateway's port for modules; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>The gateway's port for operators; 0 for any free one.</summary>
    public int OpsPort { get; init; }

    /// <summary>Whether the gateway learns from failures. A script that breaks and heals within a second would meet what is forgiven slowly.</summary>
    public bool Learns { get; init; } = true;

    /// <summary>The least level of what the gateway tells the console.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.None;
}
