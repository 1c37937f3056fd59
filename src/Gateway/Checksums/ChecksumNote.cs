namespace Gateway.Checksums;

/// <summary>Where the verdict on a body that is still arriving will stand, for those who write down what became of a request.</summary>
internal sealed class ChecksumNote
{
    private volatile ChecksumVerdict? _verdict;

    /// <summary>The verdict; null while there is none.</summary>
    public ChecksumVerdict? Verdict
    {
        get => _verdict;
        set => _verdict = value;
    }
}
