using System.Numerics;

namespace Gateway.Telemetry;

/// <summary>A scale of times from a microsecond to four minutes, four steps an octave: what is read off it is at most a fifth off.</summary>
internal static class LatencyScale
{
    /// <summary>How many steps it has.</summary>
    public const int Steps = 108;

    private const int PerOctave = 4;

    /// <summary>The step of a time; what is beyond the scale is on its last one.</summary>
    public static int StepOf(TimeSpan time)
    {
        var microseconds = (ulong)Math.Max(0, time.Ticks / TimeSpan.TicksPerMicrosecond);
        if (microseconds < PerOctave)
        {
            return (int)microseconds;
        }

        var octave = BitOperations.Log2(microseconds);
        return Math.Min((PerOctave * (octave - 1)) + (int)((microseconds >> (octave - 2)) & (PerOctave - 1)), Steps - 1);
    }

    /// <summary>The time in milliseconds below which a share of what was counted lies; null when nothing was.</summary>
    public static double? Quantile(ReadOnlySpan<int> counts, double share)
    {
        var total = 0L;
        foreach (var count in counts)
        {
            total += count;
        }

        var left = share * total;
        for (var step = 0; step < counts.Length; step++)
        {
            if (counts[step] > 0 && left <= counts[step])
            {
                var (low, high) = (Microseconds(step), Microseconds(step + 1));
                return Math.Round((low + ((high - low) * left / counts[step])) / 1000, 4);
            }

            left -= counts[step];
        }

        return null;
    }

    private static double Microseconds(int step) =>
        step < PerOctave ? step : Math.ScaleB(PerOctave + (step % PerOctave), (step / PerOctave) - 1);
}
