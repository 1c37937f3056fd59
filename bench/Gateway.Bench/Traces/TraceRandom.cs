namespace Gateway.Bench.Traces;

/// <summary>SplitMix64: the same numbers from the same seed on every machine and with every version of the runtime.</summary>
internal sealed class TraceRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0 to 1, without 1.</summary>
    public double NextShare() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The sizes of files are distributed about so: most near the median, few very much larger.</summary>
    public int NextLogNormal(double median, double sigma, int least, int most)
    {
        var (radius, angle) = (Math.Sqrt(-2 * Math.Log(1 - NextShare())), 2 * Math.PI * NextShare());
        return (int)Math.Clamp(median * Math.Exp(sigma * radius * Math.Cos(angle)), least, most);
    }
}
