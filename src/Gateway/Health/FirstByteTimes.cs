using System.Diagnostics;

namespace Gateway.Health;

/// <summary>How long a destination takes to begin to answer, of late.</summary>
internal sealed class FirstByteTimes
{
    private const int Kept = 128;
    private const int Fewest = 16;

    // Of every new time this share goes into the average.
    private const double Share = 0.1;

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly double[] _latest = new double[Kept];
    private int _count;
    private long _last;
    private double _peak;
    private double _average;
    private double _slow;

    /// <summary>The average, in milliseconds, weighted to the latest; 0 before the first.</summary>
    public double Average => Volatile.Read(ref _average);

    /// <summary>The pace in milliseconds that a new request has to expect: a slow answer counts at once, quick ones make it forgotten slowly.</summary>
    public double Peak => Volatile.Read(ref _peak);

    /// <summary>The 95th percentile; null before enough is known.</summary>
    public TimeSpan? Slow => Volatile.Read(ref _slow) is > 0 and var slow ? TimeSpan.FromMilliseconds(slow) : null;

    /// <summary>Adds a time; of one that was not waited for to the end, what was waited.</summary>
    public void Add(TimeSpan time)
    {
        lock (_gate)
        {
            var milliseconds = time.TotalMilliseconds;
            _latest[_count++ % Kept] = milliseconds;
            _average = _count == 1 ? milliseconds : _average + (Share * (milliseconds - _average));
            var forgotten = _count == 1 ? 1 : 1 - Math.Exp(-(Stopwatch.GetElapsedTime(_last) / Memory));
            Volatile.Write(ref _peak, milliseconds > _peak ? milliseconds : _peak + (forgotten * (milliseconds - _peak)));
            _last = Stopwatch.GetTimestamp();
            // Sorting for every one of them would cost more than it tells.
            if (_count >= Fewest && _count % Fewest == 0)
            {
                Span<double> sorted = stackalloc double[Math.Min(_count, Kept)];
                _latest.AsSpan(0, sorted.Length).CopyTo(sorted);
                sorted.Sort();
                Volatile.Write(ref _slow, sorted[(int)(sorted.Length * 0.95)]);
            }
        }
    }
}
