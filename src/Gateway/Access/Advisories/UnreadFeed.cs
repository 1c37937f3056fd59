namespace Gateway.Access.Advisories;

/// <summary>What holds while a feed was never read.</summary>
internal enum UnreadFeed
{
    /// <summary>Versions are served as if there were no advisories.</summary>
    Serve,

    /// <summary>Versions that a rule asks about are refused, as an outage and not as a verdict.</summary>
    Refuse,
}
