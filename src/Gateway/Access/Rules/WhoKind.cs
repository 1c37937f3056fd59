namespace Gateway.Access.Rules;

/// <summary>What an entry of <c>Who</c> is about. The names, in lower case, are the prefixes.</summary>
internal enum WhoKind
{
    Anyone,
    Identified,
    Subject,
    Group,
    San,
    Issuer,
    Listener,
    Host,
    Network,
}
