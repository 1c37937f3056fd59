namespace Gateway.Access.Rules;

/// <summary>What a request wants to do.</summary>
internal enum RuleAction
{
    /// <summary>To have something: GET, HEAD.</summary>
    Read,

    /// <summary>To change something: every other method.</summary>
    Publish,
}
