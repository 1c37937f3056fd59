namespace Gateway.Access.Rules;

/// <summary>What is known of when a version was made.</summary>
/// <param name="Time">When; null when nobody says.</param>
/// <param name="IsOutage">Whether those who would know cannot be asked now.</param>
/// <param name="IsSighting">Whether it is the time at which it appeared here, because what it says of itself is older than that.</param>
internal readonly record struct VersionAge(DateTimeOffset? Time, bool IsOutage, bool IsSighting = false);
