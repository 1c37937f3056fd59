namespace Gateway.Checksums;

/// <summary>What becomes of an artifact when the checksum database cannot say what it should be.</summary>
internal enum UnverifiedPolicy
{
    /// <summary>It is served, and not kept.</summary>
    Serve,

    /// <summary>It is refused where a route says <see cref="ChecksumMode.Enforce"/>.</summary>
    Refuse,
}
