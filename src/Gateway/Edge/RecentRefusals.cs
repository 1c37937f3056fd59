namespace Gateway.Edge;

/// <summary>The last refusals of one connection, whose streams may come at once.</summary>
internal sealed class RecentRefusals
{
    // go asks for as many things at once as it has cores, all over one HTTP/2 connection.
    private const int Most = 64;

    private const int Fewest = 4;

    // The repetition comes within milliseconds, or when a credential helper has run.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();

    // A ring, no larger than it needs to be: thousands of connections may have one.
    private Refusal[] _last = [];
    private int _oldest;
    private DateTimeOffset _latest;

    /// <summary>Whether nothing was refused lately.</summary>
    public bool IsEmpty(DateTimeOffset now)
    {
        if (Volatile.Read(ref _last).Length == 0)
        {
            return true;
        }

        lock (_gate)
        {
            return now - _latest > Lifetime;
        }
    }

    public void Add(Fingerprint fingerprint, int status, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_last.Length == 0 || (_last.Length < Most && _last[_oldest].IsAlive(now)))
            {
                Grow();
            }

            _last[_oldest] = new Refusal(fingerprint, status, now);
            _oldest = (_oldest + 1) % _last.Length;
            _latest = now;
        }
    }

    /// <summary>How the same request was refused; null when it was not, or not lately. What was found is forgotten: a third one is new.</summary>
    public int? Take(Fingerprint fingerprint, DateTimeOffset now)
    {
        lock (_gate)
        {
            for (var age = 0; age < _last.Length; age++)
            {
                ref var refusal = ref _last[(_oldest + age) % _last.Length];
                if (refusal.Fingerprint == fingerprint && refusal.IsAlive(now))
                {
                    var status = refusal.Status;
                    refusal = default;
                    return status;
                }
            }

            return null;
        }
    }

    /// <summary>Makes room before the oldest one, with all in their order.</summary>
    private void Grow()
    {
        var larger = new Refusal[Math.Max(Fewest, _last.Length * 2)];
        for (var age = 0; age < _last.Length; age++)
        {
            larger[age] = _last[(_oldest + age) % _last.Length];
        }

        _oldest = _last.Length;
        Volatile.Write(ref _last, larger);
    }

    /// <summary>One of them; without a status it is none.</summary>
    private record struct Refusal(Fingerprint Fingerprint, int Status, DateTimeOffset At)
    {
        public readonly bool IsAlive(DateTimeOffset now) => Status != 0 && now - At <= Lifetime;
    }
}
