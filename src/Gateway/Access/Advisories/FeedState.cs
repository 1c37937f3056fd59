using GoModules.Advisories;

namespace Gateway.Access.Advisories;

/// <summary>What is known of a feed at one moment. Never changes.</summary>
/// <param name="Index">Its advisories; null when it was never read.</param>
/// <param name="Read">When they were read.</param>
/// <param name="Confirmed">When the source last said so: a reading, or that nothing has changed.</param>
/// <param name="Trouble">Why the last reading failed; null when it did not.</param>
internal sealed record FeedState(AdvisoryIndex? Index, DateTimeOffset? Read, DateTimeOffset? Confirmed, string? Trouble)
{
    public static readonly FeedState Unread = new(null, null, null, null);

    /// <summary>Since when no reading succeeds; null when the last one did.</summary>
    public DateTimeOffset? Failing { get; init; }

    /// <summary>How many readings have failed one after the other.</summary>
    public int Failures { get; init; }

    /// <summary>The same without its trouble.</summary>
    public FeedState Mended() => this with { Trouble = null, Failing = null, Failures = 0 };
}
