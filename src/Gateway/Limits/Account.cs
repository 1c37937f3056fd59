namespace Gateway.Limits;

/// <summary>What one caller, or one address, has used.</summary>
internal sealed class Account
{
    private readonly Lock _gate = new();
    private int _users;
    private bool _isClosed;

    public Rate Requests { get; } = new();

    public Rate Bytes { get; } = new();

    public Line Line { get; } = new();

    public Failures Failures { get; } = new();

    /// <summary>When its being over a limit was last logged, in seconds of the clock.</summary>
    public double ToldAt { get; set; } = double.MinValue;

    /// <summary>Begins to use it; false when it was closed meanwhile. <see cref="Release"/> ends it.</summary>
    public bool TryUse()
    {
        lock (_gate)
        {
            _users += _isClosed ? 0 : 1;
            return !_isClosed;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _users--;
        }
    }

    /// <summary>Closes it when nobody uses it and a new one would be no other.</summary>
    public bool TryClose(FailureLimits failures, double now)
    {
        lock (_gate)
        {
            _isClosed = _users == 0 && Line.IsEmpty && Requests.IsIdle(now) && Bytes.IsIdle(now) && Failures.AreForgotten(failures, now);
            return _isClosed;
        }
    }
}
