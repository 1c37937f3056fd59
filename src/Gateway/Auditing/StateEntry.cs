using System.Text.Json;

namespace Gateway.Auditing;

/// <summary>What the log says of itself: where a process began to write, and what is missing.</summary>
internal sealed class StateEntry(string type, Action<Utf8JsonWriter> write) : IAuditEntry
{
    public string Type { get; } = type;

    public required DateTimeOffset Time { get; init; }

    /// <summary>A process begins to write.</summary>
    /// <param name="now">When.</param>
    /// <param name="isClean">Whether the one before had ended in order.</param>
    /// <param name="torn">Half a line that a crash left in front of this one; empty when there is none.</param>
    public static StateEntry Start(DateTimeOffset now, bool isClean, byte[] torn) => new("start", json =>
    {
        json.WriteString("version"u8, typeof(StateEntry).Assembly.GetName().Version!.ToString(3));
        json.WriteBoolean("clean"u8, isClean);
        if (torn.Length > 0)
        {
            json.WriteNumber("torn_bytes"u8, torn.Length);
            json.WriteString(AuditLine.Torn, AuditLine.HashOf(torn));
        }
    })
    { Time = now };

    /// <summary>So many records are lost, because there was no place for them.</summary>
    public static StateEntry Gap(DateTimeOffset now, long lost) => new("gap", json => json.WriteNumber("lost"u8, lost)) { Time = now };

    public void Write(Utf8JsonWriter json) => write(json);
}
