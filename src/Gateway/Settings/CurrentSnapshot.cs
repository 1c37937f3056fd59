namespace Gateway.Settings;

/// <summary>Holds the snapshot in force.</summary>
internal sealed class CurrentSnapshot(ILogger<CurrentSnapshot> logger)
{
    private volatile Snapshot? _value;

    /// <summary>The snapshot in force.</summary>
    /// <exception cref="InvalidOperationException">Nothing was published yet; requests come in after that.</exception>
    public Snapshot Value => _value ?? throw new InvalidOperationException("No settings were published before the first request.");

    /// <summary>Called after another one came into force; must be quick. What one throws is logged.</summary>
    public event Action? Replaced;

    public void Replace(Snapshot snapshot)
    {
        _value = snapshot;
        // One by one: the snapshot is in force already, and who comes after one that fails must hear of it all the same.
        foreach (var follow in Delegate.EnumerateInvocationList(Replaced))
        {
            try
            {
                follow();
            }
            catch (Exception failure)
            {
                logger.DidNotFollow(failure);
            }
        }
    }
}
