using System.Text.Json;

namespace Gateway.Auditing;

/// <summary>One thing that is written down. docs/audit.md has the schema.</summary>
internal abstract class AuditEntry
{
    /// <summary>The version of the schema, in every line as <c>v</c>. Fields may be added to it; a changed meaning is a new version.</summary>
    public const int Schema = 1;

    /// <summary>The value of <c>type</c>.</summary>
    public abstract string Type { get; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Writes the fields of this type, after those that every line has.</summary>
    public abstract void Write(Utf8JsonWriter json);
}
