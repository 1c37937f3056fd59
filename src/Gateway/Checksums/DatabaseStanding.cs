namespace Gateway.Checksums;

/// <summary>Whether a checksum database can be asked.</summary>
/// <param name="Since">Since when it is so.</param>
/// <param name="WhyAway">Why not, as the end of "DATABASE …"; null when it can.</param>
internal sealed record DatabaseStanding(DateTimeOffset Since, string? WhyAway);
