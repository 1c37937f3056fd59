namespace Gateway.Checksums;

/// <summary>Something that is not what it should be, as operators are shown it.</summary>
/// <param name="Time">When it was noticed.</param>
/// <param name="Kind"><c>mismatch</c>, <c>changed</c> (since it was first seen) or <c>database</c>.</param>
/// <param name="Module">The module.</param>
/// <param name="Version">The version.</param>
/// <param name="File"><c>mod</c> or <c>zip</c>.</param>
/// <param name="Source">The cluster that gave it, or the checksum database.</param>
/// <param name="Expected">The hash it should have; null for a database.</param>
/// <param name="Found">The hash it has, or what is wrong.</param>
internal sealed record ChecksumAlarm(DateTimeOffset Time, string Kind, string Module, string Version, string File, string Source, string? Expected, string Found);
