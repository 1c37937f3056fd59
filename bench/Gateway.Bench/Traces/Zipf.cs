namespace Gateway.Bench.Traces;

/// <summary>Draws ranks of which the k-th is asked for in proportion to 1/k^exponent.</summary>
internal sealed class Zipf
{
    private readonly double[] _upTo;

    public Zipf(int ranks, double exponent)
    {
        _upTo = new double[ranks];
        var sum = 0.0;
        for (var rank = 0; rank < ranks; rank++)
        {
            sum += Math.Pow(rank + 1, -exponent);
            _upTo[rank] = sum;
        }
    }

    public int Next(TraceRandom random)
    {
        var found = Array.BinarySearch(_upTo, random.NextShare() * _upTo[^1]);
        return found < 0 ? ~found : found + 1;
    }
}
