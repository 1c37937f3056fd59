using Microsoft.Extensions.Primitives;

namespace Gateway.Access.Tokens;

/// <summary>The token that a request shows, for clusters that are told who asks. Kept by nobody, and no record: its text must never end up in a log.</summary>
internal sealed class PassableToken
{
    private PassableToken(CallerToken caller, string text) => (Caller, Text) = (caller, text);

    /// <summary>What it says of its bearer.</summary>
    public CallerToken Caller { get; }

    /// <summary>The token itself.</summary>
    public string Text { get; }

    /// <summary>The token of a caller; null when he has shown none, or a static one, which is nobody else's business.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="header">The header that showed it.</param>
    public static PassableToken? Find(Caller caller, StringValues header) =>
        caller.Token is { Issuer: not StaticTokens.Issuer } token && ShownText.Find(header).Token is { } text ? new PassableToken(token, text) : null;
}
