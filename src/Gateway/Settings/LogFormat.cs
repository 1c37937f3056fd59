namespace Gateway.Settings;

/// <summary>How a line of the log is written.</summary>
internal enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>A JSON object a line, with the ids of trace and request.</summary>
    Json,
}
