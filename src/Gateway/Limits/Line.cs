namespace Gateway.Limits;

/// <summary>So many at once; who comes when all places are taken waits, first come first served.</summary>
/// <remarks>The number of places comes with every call, so that a reload needs no new state.</remarks>
internal sealed class Line
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _taken;

    /// <summary>Whether nobody has a place or waits for one.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _taken == 0 && _waiting.Count == 0;
            }
        }
    }

    /// <summary>A place at once, if there is one for which nobody waits.</summary>
    public bool TryEnter(int places)
    {
        lock (_gate)
        {
            if (_taken >= places || _waiting.Count > 0)
            {
                return false;
            }

            _taken++;
            return true;
        }
    }

    /// <summary>Waits for a place; false when it took too long.</summary>
    /// <exception cref="OperationCanceledException">The caller waits no more.</exception>
    public async ValueTask<bool> EnterAsync(int places, TimeSpan longest, TimeProvider time, CancellationToken cancellation)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<TaskCompletionSource> place;
        lock (_gate)
        {
            place = _waiting.AddLast(turn);
            Serve(places);
        }

        try
        {
            await turn.Task.WaitAsync(longest, time, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return !TryGoAway(place);
        }
        catch (OperationCanceledException)
        {
            if (!TryGoAway(place))
            {
                Leave(places);
            }

            throw;
        }
    }

    /// <summary>Gives the place back.</summary>
    public void Leave(int places)
    {
        lock (_gate)
        {
            _taken--;
            Serve(places);
        }
    }

    /// <summary>Leaves the line; false when the place came in the same moment.</summary>
    private bool TryGoAway(LinkedListNode<TaskCompletionSource> place)
    {
        lock (_gate)
        {
            if (place.List is null)
            {
                return false;
            }

            _waiting.Remove(place);
            return true;
        }
    }

    private void Serve(int places)
    {
        while (_taken < places && _waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            _taken++;
            first.Value.SetResult();
        }
    }
}
