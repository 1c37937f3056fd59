using Gateway.Access.Tokens;

namespace Gateway.Ops.Views;

/// <summary>An issuer of tokens, as JSON.</summary>
/// <param name="Authority">Its address.</param>
/// <param name="Audiences">The audiences that mean this gateway.</param>
/// <param name="Keys">How many keys are believed now.</param>
/// <param name="Fetched">When they were fetched; null when there are none.</param>
/// <param name="Until">Until when they are believed if it does not answer again.</param>
/// <param name="Trouble">What kept it from answering; null when it did.</param>
internal sealed record IssuerAnswer(string Authority, IReadOnlyList<string> Audiences, int Keys, DateTimeOffset? Fetched, DateTimeOffset? Until, string? Trouble)
{
    public static IssuerAnswer Of(Issuer issuer)
    {
        var (keys, trouble) = issuer.Standing;
        var options = issuer.Plan.Options;
        return new(options.Authority, options.Audiences, keys?.All.Count ?? 0, keys?.Fetched, keys?.Fetched + options.KeysLifetime, trouble);
    }
}
