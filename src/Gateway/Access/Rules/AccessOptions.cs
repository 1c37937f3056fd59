namespace Gateway.Access.Rules;

/// <summary>Who may fetch what. Section <c>Access</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>What holds where no rule says anything. Private modules it gives to identified callers and to this machine's own only. Default <c>Allow</c>.</summary>
    public RuleEffect Default { get; init; }

    /// <summary>Whom a developer may ask about a refusal: the last line of its text. One line. Default none.</summary>
    public string Contact { get; init; } = "";

    /// <summary>Asked in order; the first that matches decides. Default none.</summary>
    public IReadOnlyList<RuleOptions> Rules { get; init; } = [];
}
