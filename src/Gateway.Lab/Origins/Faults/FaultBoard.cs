namespace Gateway.Lab.Origins.Faults;

/// <summary>The faults an origin has at the moment, the last one set first.</summary>
internal sealed class FaultBoard
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];

    /// <summary>The fault that is there for everything; null heals that one only.</summary>
    public Fault? ForAll
    {
        get
        {
            lock (_lock)
            {
                return _entries.Find(static entry => entry.IsForAll)?.Fault;
            }
        }
        set
        {
            lock (_lock)
            {
                _entries.RemoveAll(static entry => entry.IsForAll);
                if (value is not null)
                {
                    // Behind the particular ones, which stay in force.
                    _entries.Add(new Entry(value, static _ => true, int.MaxValue) { IsForAll = true });
                }
            }
        }
    }

    /// <summary>What is in force, in words: <c>html</c>, <c>403 for example.org/text</c>.</summary>
    public IReadOnlyList<string> Words
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries.Select(static entry => entry.IsForAll ? entry.Fault.Name : $"{entry.Fault} for {entry.About ?? "some requests"}")];
            }
        }
    }

    /// <summary>Adds a fault; with <paramref name="about"/>, which says for people what it is for, in place of the last one about the same.</summary>
    public void Add(Fault fault, Func<SeenRequest, bool> where, int times, string? about = null)
    {
        lock (_lock)
        {
            _entries.RemoveAll(entry => about is not null && entry.About == about);
            _entries.Insert(0, new Entry(fault, where, times) { About = about });
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    public Fault? Take(SeenRequest request)
    {
        lock (_lock)
        {
            var entry = _entries.Find(entry => entry.Where(request));
            if (entry is { IsForAll: false } && --entry.Left == 0)
            {
                _entries.Remove(entry);
            }

            return entry?.Fault;
        }
    }

    private sealed class Entry(Fault fault, Func<SeenRequest, bool> where, int left)
    {
        public Fault Fault => fault;

        public Func<SeenRequest, bool> Where => where;

        public int Left { get; set; } = left;

        public bool IsForAll { get; init; }

        public string? About { get; init; }
    }
}
