namespace Gateway.Settings;

/// <summary>Holds the snapshot in force.</summary>
internal sealed class CurrentSnapshot
{
    private volatile Snapshot? _value;

    /// <summary>The snapshot in force.</summary>
    /// <exception cref="InvalidOperationException">Nothing was published yet; requests come in after that.</exception>
    public Snapshot Value => _value ?? throw new InvalidOperationException("No settings were published before the first request.");

    public void Replace(Snapshot snapshot) => _value = snapshot;
}
