namespace Gateway.Bench.HitRatios;

/// <summary>A cache that is asked for items by number and keeps what it did not have.</summary>
internal interface ICacheModel
{
    /// <summary>Whether the item was kept. If not, it has been fetched and offered to the cache.</summary>
    bool Ask(int item);
}
