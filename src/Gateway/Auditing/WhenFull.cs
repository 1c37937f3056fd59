namespace Gateway.Auditing;

/// <summary>What happens to requests while their records cannot be written down.</summary>
internal enum WhenFull
{
    /// <summary>They are served, and records that find no place are counted as lost.</summary>
    Drop,

    /// <summary>They wait for a place, and are refused with 503 when none comes in time: nobody is served unrecorded.</summary>
    Wait,
}
