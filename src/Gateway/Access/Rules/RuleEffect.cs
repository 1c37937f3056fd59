namespace Gateway.Access.Rules;

/// <summary>What a rule says of the requests it takes.</summary>
internal enum RuleEffect
{
    /// <summary>They are answered.</summary>
    Allow,

    /// <summary>They are refused.</summary>
    Deny,
}
