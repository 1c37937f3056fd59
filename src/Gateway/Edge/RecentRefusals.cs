namespace Gateway.Edge;

/// <summary>The last refusals of one connection, whose streams may come at once.</summary>
internal sealed class RecentRefusals
{
    // go asks for as many things at once as it has cores, all over one HTTP/2 connection.
    private const int Most = 64;

    // The repetition comes within milliseconds, or when a credential helper has run.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    // A ring; most connections never need it.
    private Refusal[]? _last;
    private int _next;
    private DateTimeOffset _latest;

    /// <summary>Whether there is anything to take.</summary>
    public bool IsEmpty(DateTimeOffset now)
    {
        if (Volatile.Read(ref _last) is null)
        {
            return true;
        }

        lock (_gate)
        {
            return now - _latest > Lifetime;
        }
    }

    public void Add(UInt128 fingerprint, int status, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_last is null)
            {
                Volatile.Write(ref _last, new Refusal[Most]);
            }

            _last[_next] = new Refusal(fingerprint, status, now);
            _next = (_next + 1) % Most;
            _latest = now;
        }
    }

    /// <summary>How the same request was refused; null when it was not, or not lately. What was found is forgotten: a third one is new.</summary>
    public int? Take(UInt128 fingerprint, DateTimeOffset now)
    {
        lock (_gate)
        {
            // The oldest first.
            for (var age = 0; _last is not null && age < Most; age++)
            {
                ref var refusal = ref _last[(_next + age) % Most];
                if (refusal.Fingerprint == fingerprint && refusal.Status != 0 && now - refusal.At <= Lifetime)
                {
                    var status = refusal.Status;
                    refusal = default;
                    return status;
                }
            }

            return null;
        }
    }

    /// <summary>One of them; without a status it is none.</summary>
    private record struct Refusal(UInt128 Fingerprint, int Status, DateTimeOffset At);
}
