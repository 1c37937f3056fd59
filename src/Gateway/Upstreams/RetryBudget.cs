namespace Gateway.Upstreams;

/// <summary>What may be asked on top of what clients ask: a share of the requests of late, and a little in any case.</summary>
/// <remarks>Without it everybody's retries would triple the load of a cluster in the moment in which it is overloaded.</remarks>
internal sealed class RetryBudget(TimeProvider time)
{
    // How much may be saved up, in seconds of the floor or in requests of the share.
    private const double SavedSeconds = 2;
    private const double SavedRequests = 100;

    private readonly Lock _gate = new();
    private double _left;
    private long _filled;
    private bool _isStarted;

    /// <summary>A client's request was sent: it earns its share.</summary>
    public void Earn(FailoverOptions options)
    {
        lock (_gate)
        {
            Fill(options);
            _left = Math.Min(_left + options.RetryShare, Most(options));
        }
    }

    /// <summary>Takes one further request, if one is left.</summary>
    public bool TryTake(FailoverOptions options)
    {
        lock (_gate)
        {
            Fill(options);
            if (_left < 1)
            {
                return false;
            }

            _left--;
            return true;
        }
    }

    private void Fill(FailoverOptions options)
    {
        var now = time.GetTimestamp();
        _left = _isStarted ? Math.Min(_left + (time.GetElapsedTime(_filled, now).TotalSeconds * options.RetryFloor), Most(options)) : options.RetryFloor;
        _filled = now;
        _isStarted = true;
    }

    private static double Most(FailoverOptions options) => (SavedSeconds * options.RetryFloor) + (SavedRequests * options.RetryShare);
}
