namespace Gateway.Lab.Origins;

/// <summary>Which quirks an origin has at the moment.</summary>
internal sealed class QuirkSwitches(IEnumerable<Quirk> on)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Quirk> _on = [.. on];

    public bool this[Quirk quirk]
    {
        get
        {
            lock (_lock)
            {
                return _on.Contains(quirk);
            }
        }
        set
        {
            lock (_lock)
            {
                _ = value ? _on.Add(quirk) : _on.Remove(quirk);
            }
        }
    }
}
