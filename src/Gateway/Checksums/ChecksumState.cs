namespace Gateway.Checksums;

/// <summary>What is known of an artifact's hash. The numbers are kept in Redis.</summary>
internal enum ChecksumState : byte
{
    /// <summary>It was not looked at.</summary>
    Unchecked = 0,

    /// <summary>The checksum database has the very same.</summary>
    Verified = 1,

    /// <summary>No database knows it, and it is what it was when this gateway first saw it.</summary>
    Trusted = 2,

    /// <summary>Nobody could say what it should be, or it is too large to be held.</summary>
    Unverified = 3,

    /// <summary>It is not what it should be.</summary>
    Mismatch = 4,
}
