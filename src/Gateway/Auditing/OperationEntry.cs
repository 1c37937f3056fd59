using System.Text.Json;

namespace Gateway.Auditing;

/// <summary>Something that an operator did: a purge, a drain.</summary>
internal sealed class OperationEntry : IAuditEntry
{
    public string Type => "operation";

    public required DateTimeOffset Time { get; init; }

    /// <summary>What was done: <c>purge</c>, <c>drain</c>, <c>undrain</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what: <c>nexus/a</c>, <c>example.org/hello@v1.0.0</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Why, in the operator's words; empty when nothing was said.</summary>
    public required string Reason { get; init; }

    public required string? Client { get; init; }

    public required AuditedCaller Caller { get; init; }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("action"u8, Action);
        json.WriteString("target"u8, Target);
        json.WriteString("reason"u8, Reason);
        json.WriteString("client"u8, Client);
        Caller.Write(json);
    }
}
