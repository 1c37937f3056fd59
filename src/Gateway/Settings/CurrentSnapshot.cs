namespace Gateway.Settings;

/// <summary>Holds the snapshot in force.</summary>
internal sealed class CurrentSnapshot
{
    private volatile Snapshot? _value;

    /// <summary>The snapshot in force.</summary>
    /// <exception cref="InvalidOperationException">Nothing was published yet; requests come in after that.</exception>
    public Snapshot Value => _value ?? throw new InvalidOperationException("No settings were published before the first request.");

    /// <summary>Called after another one came into force; must be quick.</summary>
    public event Action? Replaced;

    public void Replace(Snapshot snapshot)
    {
        _value = snapshot;
        Replaced?.Invoke();
    }
}
