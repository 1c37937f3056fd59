namespace Gateway.Lab.Origins;

/// <summary>Lets ten requests a second pass.</summary>
internal sealed class RateLimit(TimeProvider time)
{
    private const int PerSecond = 10;

    private readonly Lock _lock = new();
    private long _second;
    private int _count;

    public bool TryPass()
    {
        lock (_lock)
        {
            var second = time.GetUtcNow().ToUnixTimeSeconds();
            (_second, _count) = second == _second ? (second, _count + 1) : (second, 1);
            return _count <= PerSecond;
        }
    }
}
