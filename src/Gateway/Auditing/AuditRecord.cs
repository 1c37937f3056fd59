namespace Gateway.Auditing;

/// <summary>An entry that waits for its place in the chain.</summary>
/// <param name="Type">The value of <c>type</c>.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Fields">The fields of its type, as <see cref="AuditFields"/> writes them.</param>
internal readonly record struct AuditRecord(string Type, DateTimeOffset Time, ReadOnlyMemory<byte> Fields)
{
    /// <summary>Whether it is about a request, which had a place in the queue.</summary>
    public bool IsRequest => Type == RequestEntry.TypeName;
}
