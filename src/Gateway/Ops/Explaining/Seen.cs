using Gateway.Caching;
using Gateway.Upstreams;

namespace Gateway.Ops.Explaining;

/// <summary>What <c>go</c> would see.</summary>
/// <param name="Status">The status; null where it is for a cluster, or for what a rule asks, to say.</param>
/// <param name="Text">The text of a refusal; empty where there is none.</param>
/// <param name="IsGood">Whether nothing that is known stands in the way.</param>
/// <param name="Because">In a few words.</param>
internal sealed record Seen(int? Status, string Text, bool IsGood, string Because)
{
    /// <summary>Nothing was looked at yet.</summary>
    public static Seen Nothing { get; } = new(null, "", false, "");

    /// <summary>A rule would find out.</summary>
    public static Seen Later(string why) => new(null, "", true, why);

    /// <summary>What is kept is served.</summary>
    public static Seen Kept(CachedResponse found, DateTimeOffset now) => new(found.Status, "", true, found.IsFresh(now)
        ? $"served as it is kept, from {found.Cluster}"
        : $"kept from {found.Cluster} and no longer believed: asked for anew, and served all the same when nobody answers");

    /// <summary>Somebody is asked.</summary>
    public static Seen Asking(Outlook outlook)
    {
        var asked = outlook.Stops.First(stop => stop.Skipped is null);
        return asked.Attempts.Any(attempt => attempt.Destination.Standing.IsInRotation)
            ? new(null, "", true, $"nothing is kept: {asked.Upstream.Name} is asked first")
            : new(null, "", false, $"nothing is kept, and nobody is in rotation: {asked.Upstream.Name} is asked as a last resort");
    }
}
