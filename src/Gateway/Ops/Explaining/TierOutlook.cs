using Gateway.Caching;

namespace Gateway.Ops.Explaining;

/// <summary>What a tier holds of an answer.</summary>
/// <param name="Status">200, or 404 for one that is remembered.</param>
/// <param name="Cluster">Where it came from.</param>
/// <param name="Bytes">The body's length.</param>
/// <param name="Age">Seconds since it was fetched.</param>
/// <param name="FreshFor">Seconds for which it is still believed; 0 when it is not.</param>
/// <param name="KeptFor">Seconds for which it is still kept.</param>
internal sealed record TierOutlook(int Status, string Cluster, long Bytes, double Age, double FreshFor, double KeptFor)
{
    public static TierOutlook Of(CachedResponse held, TimeSpan keptFor, DateTimeOffset now) =>
        new(held.Status, held.Cluster, held.Length, Seconds(now - held.Fetched), Seconds(held.FreshUntil - now), Seconds(keptFor));

    private static double Seconds(TimeSpan time) => Math.Max(0, Math.Round(time.TotalSeconds, 1));
}
