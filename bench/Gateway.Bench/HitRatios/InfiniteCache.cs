namespace Gateway.Bench.HitRatios;

/// <summary>Keeps everything: what it misses nobody could have.</summary>
internal sealed class InfiniteCache : ICacheModel
{
    private readonly HashSet<int> _kept = [];

    public bool Ask(int item) => !_kept.Add(item);
}
