using System.Text.Json;

namespace Gateway.Auditing;

/// <summary>One thing that is written down. docs/audit.md has the schema.</summary>
internal interface IAuditEntry
{
    /// <summary>The value of <c>type</c>: a plain word, which needs no escape.</summary>
    string Type { get; }

    /// <summary>When it happened.</summary>
    DateTimeOffset Time { get; }

    /// <summary>Writes the fields of this type, after those that every line has.</summary>
    void Write(Utf8JsonWriter json);
}
