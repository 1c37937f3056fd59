using Gateway.Telemetry;

namespace Gateway.Access.Advisories;

/// <summary>What requests met of a feed since the start.</summary>
internal sealed class FeedTally(TimeProvider time)
{
    private const int Most = 100;

    private readonly LatestOfKind<(string Module, string Version, string Rule, bool IsDenied), AdvisoryMeeting> _latest = new(Most);
    private long _denied;
    private long _warned;

    /// <summary>Requests that were denied.</summary>
    public long Denied => Volatile.Read(ref _denied);

    /// <summary>Requests that were answered with a warning.</summary>
    public long Warned => Volatile.Read(ref _warned);

    /// <summary>The versions that were, the latest first.</summary>
    public IReadOnlyList<AdvisoryMeeting> Latest => _latest.All;

    public void Count(string rule, string module, string version, bool isDenied, IReadOnlyList<string> advisories, string? fix)
    {
        Interlocked.Increment(ref isDenied ? ref _denied : ref _warned);
        _latest.Add((module, version, rule, isDenied), before => new AdvisoryMeeting(
            time.GetUtcNow(), (before?.Count ?? 0) + 1, isDenied ? "denied" : "warned", module, version, rule, advisories, fix));
    }
}
