namespace Gateway.Checksums;

/// <summary>What is done about go.mod files and zips that are not what they should be.</summary>
internal enum ChecksumMode
{
    /// <summary>They are checked, served whatever comes of it, and kept only when they are right.</summary>
    Report,

    /// <summary>None that is wrong is given out whole.</summary>
    Enforce,

    /// <summary>Nothing is checked.</summary>
    Off,
}
