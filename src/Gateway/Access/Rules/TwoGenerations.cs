using System.Collections.Concurrent;

namespace Gateway.Access.Rules;

/// <summary>Remembers at least the last so many things that were asked for, and at most twice as many; forgetting needs no order among them.</summary>
/// <typeparam name="TKey">What they are found by.</typeparam>
/// <typeparam name="TValue">What is remembered.</typeparam>
internal sealed class TwoGenerations<TKey, TValue>(int most)
    where TKey : notnull
{
    private volatile Generation _young = new();
    private volatile Generation _old = new();

    public bool TryFind(TKey key, out TValue value)
    {
        if (_young.Entries.TryGetValue(key, out value!))
        {
            return true;
        }

        if (!_old.Entries.TryGetValue(key, out value!))
        {
            return false;
        }

        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        var young = _young;
        young.Entries[key] = value;
        // Two that come here at once drop a generation too many; both only ask again.
        if (Interlocked.Increment(ref young.Count) == most)
        {
            (_old, _young) = (young, new Generation());
        }
    }

    private sealed class Generation
    {
        public readonly ConcurrentDictionary<TKey, TValue> Entries = new();
        public int Count;
    }
}
