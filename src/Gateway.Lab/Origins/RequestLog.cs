using System.Collections;

namespace Gateway.Lab.Origins;

/// <summary>Every request an origin saw, oldest first; the oldest of more than 100,000 are forgotten.</summary>
internal sealed class RequestLog : IReadOnlyCollection<SeenRequest>
{
    private const int Most = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<SeenRequest> _requests = new();
    private readonly List<(long Count, TaskCompletionSource Reached)> _waiting = [];
    private long _total;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _requests.Count;
            }
        }
    }

    public IEnumerable<string> Targets => this.Select(static request => request.Target);

    public SeenRequest Last => this.LastOrDefault() ?? throw new InvalidOperationException("The origin was asked nothing yet.");

    /// <summary>Completes when this many requests have arrived since the start or the last <see cref="Clear"/>.</summary>
    public Task WaitForAsync(int count, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_total >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task.WaitAsync(cancellation);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
            _total = 0;
        }
    }

    public void Add(SeenRequest request)
    {
        lock (_lock)
        {
            _total++;
            _requests.Enqueue(request);
            if (_requests.Count > Most)
            {
                _requests.Dequeue();
            }

            foreach (var (_, reached) in _waiting.Where(waiting => waiting.Count <= _total))
            {
                reached.TrySetResult();
            }

            _waiting.RemoveAll(waiting => waiting.Count <= _total);
        }
    }

    public IEnumerator<SeenRequest> GetEnumerator()
    {
        lock (_lock)
        {
            return ((IEnumerable<SeenRequest>)_requests.ToArray()).GetEnumerator();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
