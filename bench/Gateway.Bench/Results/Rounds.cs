using System.Globalization;

namespace Gateway.Bench.Results;

/// <summary>What one thing came to, round by round.</summary>
internal sealed class Rounds
{
    /// <summary>How many rounds are measured of what takes time: the things to compare take turns in each.</summary>
    public const int Count = 5;

    private readonly List<double> _values = [];

    public double Median => Percentile(0.5);

    /// <summary>What it came to, in the order of the rounds.</summary>
    public IReadOnlyList<double> Values => _values;

    public void Add(double value) => _values.Add(value);

    /// <summary>This in relation to that, round by round: what slowed one round down slowed both.</summary>
    public Rounds Over(Rounds that)
    {
        var ratios = new Rounds();
        ratios._values.AddRange(_values.Zip(that._values, (mine, other) => mine / other));
        return ratios;
    }

    /// <summary>The value below which this share of them lies.</summary>
    public double Percentile(double share)
    {
        var sorted = _values.Order().ToList();
        var middle = (sorted.Count - 1) * share;
        var (below, above) = (sorted[(int)Math.Floor(middle)], sorted[(int)Math.Ceiling(middle)]);
        return below + ((above - below) * (middle - Math.Floor(middle)));
    }

    /// <summary>Median, and in brackets least and most.</summary>
    public string ToString(string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Median.ToString(format, CultureInfo.InvariantCulture)} ({_values.Min().ToString(format, CultureInfo.InvariantCulture)}–{_values.Max().ToString(format, CultureInfo.InvariantCulture)})");
}
