namespace Gateway.Access.Rules;

/// <summary>What is known of when a version was made.</summary>
/// <param name="Time">When; null when nobody says.</param>
/// <param name="IsOutage">Whether those who would know cannot be asked now.</param>
internal readonly record struct VersionAge(DateTimeOffset? Time, bool IsOutage)
{
    /// <summary>Whether it is the time at which it appeared here, because what it says of itself is older than that.</summary>
    public bool IsSighting { get; init; }

    /// <summary>Whether it is not known here, and nobody was to be asked.</summary>
    public bool IsUnasked { get; init; }
}
