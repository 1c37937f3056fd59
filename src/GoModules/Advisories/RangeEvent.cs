namespace GoModules.Advisories;

/// <summary>One event of a range.</summary>
/// <param name="Version">Where; empty for the beginning of time, before all versions.</param>
/// <param name="Kind">What happens there.</param>
internal readonly record struct RangeEvent(string Version, RangeEventKind Kind);
