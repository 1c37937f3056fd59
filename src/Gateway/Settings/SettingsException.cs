namespace Gateway.Settings;

/// <summary>The settings are wrong. Carries every fault as a sentence that names the key, the value and what is allowed.</summary>
internal sealed class SettingsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>The files that were read: a change of one of them may mend it. Null when it was not about files.</summary>
    public SettingsFiles? Files { get; init; }
}
