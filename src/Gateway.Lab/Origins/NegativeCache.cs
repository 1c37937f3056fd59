using System.Collections.Concurrent;

namespace Gateway.Lab.Origins;

/// <summary>Remembers for a day what was missing.</summary>
internal sealed class NegativeCache(TimeProvider time)
{
    private const int Most = 10_000;

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _missing = new();

    public bool Has(string path) => _missing.TryGetValue(path, out var until) && time.GetUtcNow() < until;

    public void Keep(string path)
    {
        if (_missing.Count < Most)
        {
            _missing[path] = time.GetUtcNow() + Day;
        }
    }

    public void Clear() => _missing.Clear();
}
