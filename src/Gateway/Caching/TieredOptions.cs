namespace Gateway.Caching;

/// <summary>What holds for every value of a cache.</summary>
/// <param name="DefaultExpiration">How long a value is kept that does not say.</param>
/// <param name="LargestPayload">The largest value that is kept at all, in bytes.</param>
internal sealed record TieredOptions(TimeSpan DefaultExpiration, long LargestPayload)
{
    /// <summary>How long a key may be, in characters. Longer ones pass the cache by.</summary>
    public const int LongestKey = 1024;

    /// <summary>How many tags one value may have. What has more is not kept.</summary>
    public const int MostTags = 64;
}
