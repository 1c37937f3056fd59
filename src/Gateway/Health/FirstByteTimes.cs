using System.Diagnostics;

namespace Gateway.Health;

/// <summary>How long a destination takes to begin to answer, of late.</summary>
internal sealed class FirstByteTimes
{
    private const int Kept = 128;

    // So many new ones are sorted at once, and fewer tell nothing.
    private const int Batch = 16;

    // Of every new time this share goes into the average.
    private const double Share = 0.1;

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly double[] _latest = new double[Kept];
    // No count of all of them: a busy destination is asked two billion times within days.
    private int _next;
    private int _known;
    private int _unsorted;
    private long _last;
    private double _peak;
    private double _average;
    private double _slow;

    /// <summary>The average, in milliseconds, weighted to the latest; 0 before the first.</summary>
    public double Average => Volatile.Read(ref _average);

    /// <summary>The pace in milliseconds that a new request has to expect: a slow answer counts at once, quick ones make it forgotten slowly.</summary>
    public double Peak => Volatile.Read(ref _peak);

    /// <summary>The 95th percentile; null before enough is known. Found when somebody asks for it, and nobody does where there is nobody else to ask.</summary>
    public TimeSpan? Slow
    {
        get
        {
            if (Volatile.Read(ref _unsorted) >= Batch)
            {
                Sort();
            }

            return Volatile.Read(ref _slow) is > 0 and var slow ? TimeSpan.FromMilliseconds(slow) : null;
        }
    }

    /// <summary>Adds a time; of one that was not waited for to the end, what was waited.</summary>
    public void Add(TimeSpan time)
    {
        lock (_gate)
        {
            var (milliseconds, isFirst) = (time.TotalMilliseconds, _known == 0);
            _latest[_next] = milliseconds;
            _next = (_next + 1) % Kept;
            _known = Math.Min(_known + 1, Kept);
            _unsorted = Math.Min(_unsorted + 1, Kept);
            _average = isFirst ? milliseconds : _average + (Share * (milliseconds - _average));
            var forgotten = isFirst ? 1 : 1 - Math.Exp(-(Stopwatch.GetElapsedTime(_last) / Memory));
            Volatile.Write(ref _peak, milliseconds > _peak ? milliseconds : _peak + (forgotten * (milliseconds - _peak)));
            _last = Stopwatch.GetTimestamp();
        }
    }

    private void Sort()
    {
        lock (_gate)
        {
            if (_unsorted < Batch)
            {
                // Somebody else was here.
                return;
            }

            Span<double> sorted = stackalloc double[_known];
            _latest.AsSpan(0, _known).CopyTo(sorted);
            sorted.Sort();
            Volatile.Write(ref _slow, sorted[(int)(_known * 0.95)]);
            Volatile.Write(ref _unsorted, 0);
        }
    }
}
