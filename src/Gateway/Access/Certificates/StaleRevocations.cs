namespace Gateway.Access.Certificates;

/// <summary>What becomes of certificates of which it cannot be told whether they were revoked.</summary>
internal enum StaleRevocations
{
    /// <summary>They are refused until there is a list again.</summary>
    Refuse,

    /// <summary>The last list there is goes on to hold; without one nothing is revoked.</summary>
    Accept,
}
