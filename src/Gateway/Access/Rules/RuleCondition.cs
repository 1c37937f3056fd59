namespace Gateway.Access.Rules;

/// <summary>What of a rule a request may fail to meet.</summary>
internal enum RuleCondition
{
    Actions,
    Listeners,
    Routes,
    Hosts,
    Networks,
    Who,
    Kinds,
    Modules,
    Paths,

    /// <summary>The module is private and nobody in particular asks: only a rule that names the module could allow it.</summary>
    Name,
}
