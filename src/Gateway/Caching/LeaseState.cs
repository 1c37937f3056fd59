namespace Gateway.Caching;

/// <summary>Whose a lease is.</summary>
internal enum LeaseState
{
    Taken,

    /// <summary>Another gateway has it.</summary>
    Elsewhere,

    /// <summary>Redis did not say; everybody may fetch.</summary>
    Away,
}
