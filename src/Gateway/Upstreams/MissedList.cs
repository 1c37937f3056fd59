using GoModules;

namespace Gateway.Upstreams;

/// <summary>What one cluster has missed, each once, oldest first; beyond the bound the oldest is forgotten.</summary>
internal sealed class MissedList
{
    /// <summary>How many are remembered.</summary>
    public const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<GoRequest> _missed = new();
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _missed.Count;
            }
        }
    }

    public void Add(GoRequest request)
    {
        lock (_gate)
        {
            if (!_paths.Add(request.Path))
            {
                return;
            }

            _missed.Enqueue(request);
            if (_missed.Count > Most)
            {
                _paths.Remove(_missed.Dequeue().Path);
            }
        }
    }

    public GoRequest? Take()
    {
        lock (_gate)
        {
            if (!_missed.TryDequeue(out var request))
            {
                return null;
            }

            _paths.Remove(request.Path);
            return request;
        }
    }
}
