namespace Gateway.Checksums;

/// <summary>The states in metrics, records and for operators.</summary>
internal static class ChecksumStateWords
{
    public static string Word(this ChecksumState state) => state switch
    {
        ChecksumState.Verified => "verified",
        ChecksumState.Trusted => "trusted",
        ChecksumState.Unverified => "unverified",
        ChecksumState.Mismatch => "mismatch",
        _ => "unchecked",
    };
}
