namespace GoModules.Licenses;

/// <summary>A licence that was found.</summary>
/// <param name="Name">What people call it: <c>MIT</c>, <c>GPL-3.0</c>.</param>
/// <param name="Ids">The SPDX ids that may be meant, one or more: a text does not tell <c>GPL-3.0-only</c> from <c>GPL-3.0-or-later</c>.</param>
public sealed record FoundLicense(string Name, IReadOnlyList<string> Ids);
