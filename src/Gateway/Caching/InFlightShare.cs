namespace Gateway.Caching;

/// <summary>What one body has taken of the budget for all bodies under way.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class InFlightShare(InFlightBudget budget)
{
    private long _taken;
    private bool _isWindow;

    /// <summary>Takes bytes if they are left.</summary>
    public bool TryTake(long count)
    {
        var isTaken = budget.TryTake(count);
        _taken += isTaken ? count : 0;
        return isTaken;
    }

    /// <summary>Gives bytes back, and never more than were taken.</summary>
    public void Return(long count)
    {
        var returned = Math.Min(_taken, count);
        budget.Return(returned);
        _taken -= returned;
    }

    /// <summary>From here on the body is a window.</summary>
    public void BecomeWindow()
    {
        if (!_isWindow)
        {
            _isWindow = true;
            budget.WindowOpened();
        }
    }

    /// <summary>Gives everything back; for good.</summary>
    public void ReturnAll()
    {
        Return(_taken);
        if (_isWindow)
        {
            _isWindow = false;
            budget.WindowClosed();
        }
    }
}
