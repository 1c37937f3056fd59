namespace GoModules.Licenses;

/// <summary>What a licence file says.</summary>
/// <param name="Path">Where it is in the module.</param>
/// <param name="Found">The licences, in the order in which they stand there, each once.</param>
/// <param name="Unknown">What of it is not known, for people; null when nothing.</param>
public sealed record LicenseFile(string Path, IReadOnlyList<FoundLicense> Found, string? Unknown);
