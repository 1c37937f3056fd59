namespace GoModules.Advisories;

/// <summary>What happens at a version of a range, in the order in which events of one version count.</summary>
internal enum RangeEventKind
{
    /// <summary>From this version on it is there.</summary>
    Introduced,

    /// <summary>This version is the first without it.</summary>
    Fixed,

    /// <summary>This version is the last with it.</summary>
    LastAffected,
}
