using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Gateway.Access.Tokens;

/// <summary>Tokens that were found good a moment ago, by a hash of the header that showed them: a signature costs a hundred times more.</summary>
/// <remarks>The hash is salted for this process, so that a dump of its memory cannot be compared with tokens from elsewhere.</remarks>
internal sealed class RememberedTokens(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<TokenName, Entry> _entries = [];
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);
    private long _generation;

    /// <summary>The number of times all were forgotten; taken before a token is judged, so that a late verdict is not kept.</summary>
    public long Generation => Volatile.Read(ref _generation);

    public int Count => _entries.Count;

    /// <summary>Whose token a header shows; null when it is not remembered.</summary>
    public CallerToken? Find(ShownHeader header, out TokenName name)
    {
        name = header.Name ??= TokenName.Of(header.Text, _salt);
        return _entries.TryGetValue(name, out var entry) && time.GetUtcNow() < entry.Until ? entry.Caller : null;
    }

    /// <summary>Remembers a verdict.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="caller">Whose token it is.</param>
    /// <param name="generation">What <see cref="Generation"/> was before it was judged.</param>
    /// <param name="most">How many may be remembered.</param>
    public void Add(TokenName name, CallerToken caller, long generation, int most)
    {
        var now = time.GetUtcNow();
        var until = caller.Expires is { } end && end < now + Longest ? end : now + Longest;
        if (until <= now || most == 0)
        {
            return;
        }

        if (_entries.Count >= most)
        {
            MakeRoom(now, most);
        }

        _entries[name] = new Entry(caller, until);
        if (generation != Generation)
        {
            _entries.TryRemove(name, out _);
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Interlocked.Increment(ref _generation);
        _entries.Clear();
    }

    private void MakeRoom(DateTimeOffset now, int most)
    {
        foreach (var entry in _entries.Where(entry => entry.Value.Until <= now))
        {
            _entries.TryRemove(entry);
        }

        // Whichever come first: a forgotten one costs a signature, so it hardly matters which.
        var surplus = _entries.Count - most + 1 + (most / 10);
        foreach (var entry in _entries.Take(_entries.Count >= most ? surplus : 0))
        {
            _entries.TryRemove(entry);
        }
    }

    private sealed record Entry(CallerToken Caller, DateTimeOffset Until);
}
