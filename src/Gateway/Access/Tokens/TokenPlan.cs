using Gateway.Settings;

namespace Gateway.Access.Tokens;

/// <summary>Which tokens are good, as one reading of the settings sees it: issuers, their authorities, the gateway's own tokens.</summary>
internal sealed class TokenPlan
{
    public static readonly TokenPlan None = new(new TokensOptions(), [], StaticTokens.None, "");

    private static long _readings;

    private readonly string _staticText;

    private TokenPlan(TokensOptions options, IReadOnlyList<IssuerPlan> issuers, StaticTokens ownTokens, string staticText)
    {
        Options = options;
        Issuers = issuers;
        Own = ownTokens;
        _staticText = staticText;
    }

    public TokensOptions Options { get; }

    public IReadOnlyList<IssuerPlan> Issuers { get; }

    /// <summary>The gateway's own tokens.</summary>
    public StaticTokens Own { get; }

    /// <summary>Later readings have higher numbers.</summary>
    public long Number { get; } = Interlocked.Increment(ref _readings);

    /// <summary>Whether no token can be good.</summary>
    public bool IsEmpty => Issuers.Count == 0 && Options.StaticFile.Length == 0;

    /// <summary>Whether the same tokens are good as by another plan.</summary>
    public bool IsSameAs(TokenPlan other) =>
        _staticText == other._staticText && Options.MostRemembered == other.Options.MostRemembered
        && Issuers.Select(issuer => issuer.Text).SequenceEqual(other.Issuers.Select(issuer => issuer.Text));

    public static TokenPlan Read(TokensOptions options, SettingsFiles files, List<string> faults)
    {
        var secrets = new SecretFiles(files, faults);
        var issuers = options.Issuers.Select((issuer, index) => new IssuerPlan(issuer, secrets.ReadAuthorities($"Tokens:Issuers:{index}", issuer.Authorities))).ToList();
        var text = options.StaticFile.Length > 0 ? secrets.Read("Tokens:StaticFile", options.StaticFile) : "";
        return new TokenPlan(options, issuers, text is { Length: > 0 } ? StaticTokens.Parse(options.StaticFile, text, faults) : StaticTokens.None, text ?? "");
    }
}
