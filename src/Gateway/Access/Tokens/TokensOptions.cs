using System.ComponentModel.DataAnnotations;

namespace Gateway.Access.Tokens;

/// <summary>Which tokens are good. Section <c>Tokens</c>.</summary>
internal sealed class TokensOptions
{
    /// <summary>Who may issue tokens. Default nobody.</summary>
    public IReadOnlyList<IssuerOptions> Issuers { get; init; } = [];

    /// <summary>The file with the gateway's own tokens, a line each as <c>gateway token new</c> prints it. Default none.</summary>
    public string StaticFile { get; init; } = "";

    /// <summary>How many tokens that were found good are remembered, each until it ends and at most five minutes. Default 10,000; 0 remembers none.</summary>
    [Range(0, 1_000_000)]
    public int MostRemembered { get; init; } = 10_000;

    /// <summary>The longest a request waits for the keys of an issuer. Default 3 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(3);
}
