namespace Gateway.Tests.Relay;

/// <summary>One request as the edge saw it.</summary>
/// <param name="Target">The path, as it was on the wire.</param>
/// <param name="Headers">All of its headers.</param>
/// <param name="Certificate">The name in the client certificate; null without one.</param>
internal sealed record RelayAsked(string Target, IReadOnlyDictionary<string, string> Headers, string? Certificate)
{
    /// <summary>The token; null without one.</summary>
    public string? Token => Headers.GetValueOrDefault("Authorization")?.Replace("Bearer ", "");
}
