namespace Gateway.Caching;

/// <summary>Why a frame is not served. The names are tags of a metric.</summary>
internal enum FrameFault
{
    None,

    /// <summary>Damaged, cut off, written by somebody without our key, or moved here from another key.</summary>
    Forged,

    /// <summary>Rightly signed, and not what this version writes.</summary>
    Format,

    /// <summary>Purged since it was fetched.</summary>
    Purged,

    /// <summary>Stamped with a purge that is not known here yet, so that nobody can say what was purged before it.</summary>
    Ahead,

    /// <summary>Past the lifetime that it was written with.</summary>
    Expired,

    /// <summary>The serializer refuses its payload.</summary>
    Payload,
}
