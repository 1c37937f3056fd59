using System.Collections.Concurrent;

namespace Gateway.Access.Rules;

/// <summary>Remembers at least the last so many things that were asked for, and at most twice as many; forgetting needs no order among them.</summary>
/// <typeparam name="TKey">What they are found by.</typeparam>
/// <typeparam name="TValue">What is remembered.</typeparam>
internal sealed class TwoGenerations<TKey, TValue>(int most)
    where TKey : notnull
{
    private volatile Generation _young = new(0);
    private volatile Generation _old = new(0);

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
            (_old, _young) = (young, new Generation(most));
        }
    }

    // Who has filled one fills the next: it need not grow anew, step by step.
    private sealed class Generation(int capacity)
    {
        public readonly ConcurrentDictionary<TKey, TValue> Entries = new(-1, capacity);
        public int Count;
    }
}
