namespace Gateway.Edge;

/// <summary>The last refusals of one connection, whose streams may come at once.</summary>
internal sealed class RecentRefusals
{
    // go asks for as many things at once as it has cores, all over one HTTP/2 connection.
    private const int Most = 64;

    // The repetition comes within milliseconds, or when a credential helper has run.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Queue<(string Fingerprint, int Status, DateTimeOffset At)> _last = [];

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _last.Count == 0;
            }
        }
    }

    public void Add(string fingerprint, int status, DateTimeOffset now)
    {
        lock (_gate)
        {
            _last.Enqueue((fingerprint, status, now));
            if (_last.Count > Most)
            {
                _last.Dequeue();
            }
        }
    }

    /// <summary>How the same request was refused; null when it was not, or not lately. What was found is forgotten: a third one is new.</summary>
    public int? Take(string fingerprint, DateTimeOffset now)
    {
        lock (_gate)
        {
            int? status = null;
            for (var left = _last.Count; left > 0; left--)
            {
                var refusal = _last.Dequeue();
                if (now - refusal.At > Lifetime)
                {
                    continue;
                }

                if (status is null && refusal.Fingerprint == fingerprint)
                {
                    status = refusal.Status;
                    continue;
                }

                _last.Enqueue(refusal);
            }

            return status;
        }
    }
}
