namespace Gateway.Credentials;

/// <summary>A token for the edge. No record: its text must never end up in a message by way of <c>ToString</c>.</summary>
internal sealed class EdgeToken(string value, DateTimeOffset until)
{
    /// <summary>What stands behind <c>Bearer</c>.</summary>
    public string Value { get; } = value;

    /// <summary>How long it may be shown without asking its source again.</summary>
    public DateTimeOffset Until { get; } = until;
}
