namespace Gateway.Health;

/// <summary>How long a destination that was out has to be well before it is let back in: twice as long for every time that it fell, or nearly came back, of late.</summary>
internal sealed class Relapses
{
    private const int MostDoublings = 5;

    // Who stayed up this long is no longer taken for one that flaps.
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private int _count;
    private DateTimeOffset _last;
    private bool _isOut;

    /// <summary>Good signs in a row that are needed where this many were enough the first time.</summary>
    public int Needed(int upAfter)
    {
        lock (_gate)
        {
            return upAfter << Math.Clamp(_count - 1, 0, MostDoublings);
        }
    }

    /// <summary>It is out. One fall is often seen in several ways; it counts once.</summary>
    public void Fell(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_isOut)
            {
                Add(now);
                _isOut = true;
            }
        }
    }

    /// <summary>A good sign was followed by a bad one while it was out.</summary>
    public void NearlyRose(DateTimeOffset now)
    {
        lock (_gate)
        {
            Add(now);
        }
    }

    /// <summary>It was let back in.</summary>
    public void Rose()
    {
        lock (_gate)
        {
            _isOut = false;
        }
    }

    private void Add(DateTimeOffset now)
    {
        _count = _count > 0 && now - _last < Calm ? _count + 1 : 1;
        _last = now;
    }
}
