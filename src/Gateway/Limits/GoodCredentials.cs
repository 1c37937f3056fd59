namespace Gateway.Limits;

/// <summary>Credentials that were right a moment ago: they do not wait for those who guess from the same address.</summary>
/// <remarks>Remembered by a hash that is another one in every process. Two that share one would only not wait, and be judged as ever.</remarks>
internal sealed class GoodCredentials
{
    private const double Lifetime = 300;
    private const int Most = 50_000;

    private readonly Lock _gate = new();
    private HashSet<int> _now = [];
    private HashSet<int> _before = [];
    private double _since = double.MinValue;

    public void Add(string credentials, double now)
    {
        lock (_gate)
        {
            Age(now);
            _now.Add(credentials.GetHashCode(StringComparison.Ordinal));
        }
    }

    public bool Has(string credentials, double now)
    {
        lock (_gate)
        {
            Age(now);
            var hash = credentials.GetHashCode(StringComparison.Ordinal);
            return _now.Contains(hash) || _before.Contains(hash);
        }
    }

    private void Age(double now)
    {
        if (now - _since < Lifetime && _now.Count < Most)
        {
            return;
        }

        (_before, _now) = (now - _since < 2 * Lifetime ? _now : [], []);
        _since = now;
    }
}
