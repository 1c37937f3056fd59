namespace Gateway.Telemetry;

/// <summary>The latest of many requests. Adding one allocates nothing and waits only for who reads the very place.</summary>
internal sealed class RequestRing(int places)
{
    private readonly Place[] _places = [.. Enumerable.Range(0, places).Select(_ => new Place())];
    private long _next = -1;

    public void Add(in PastRequest request)
    {
        if (_places.Length == 0)
        {
            return;
        }

        var place = _places[Interlocked.Increment(ref _next) % _places.Length];
        lock (place.Gate)
        {
            place.Request = request;
            place.IsTaken = true;
        }
    }

    /// <summary>All that are remembered, the latest first.</summary>
    public IEnumerable<PastRequest> Latest
    {
        get
        {
            var last = Volatile.Read(ref _next);
            for (var back = 0; back < _places.Length && back <= last; back++)
            {
                var place = _places[(last - back) % _places.Length];
                var (isTaken, request) = place.Read();
                if (isTaken)
                {
                    yield return request;
                }
            }
        }
    }

    private sealed class Place
    {
        public Lock Gate { get; } = new();

        public PastRequest Request { get; set; }

        public bool IsTaken { get; set; }

        public (bool IsTaken, PastRequest Request) Read()
        {
            lock (Gate)
            {
                return (IsTaken, Request);
            }
        }
    }
}
