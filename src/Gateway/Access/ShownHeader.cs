using Gateway.Access.Tokens;

namespace Gateway.Access;

/// <summary>An <c>Authorization</c> header and what was worked out of it, for all requests of a connection that show the same one.</summary>
/// <remarks>Three hashes of a token of 620 bytes were 8% of a hit's processor time.</remarks>
internal sealed class ShownHeader(string text)
{
    public string Text => text;

    /// <summary>Another one in every process.</summary>
    public int Hash { get; } = text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Its name among the tokens that are remembered; null until they were asked for it.</summary>
    public TokenName? Name { get; set; }
}
