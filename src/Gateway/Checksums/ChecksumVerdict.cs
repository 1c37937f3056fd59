namespace Gateway.Checksums;

/// <summary>What came of checking one artifact.</summary>
/// <param name="State">What is known of its hash.</param>
/// <param name="Hash">Its hash, <c>h1:…</c>; null when it was not made, or what it should be of cannot be read.</param>
/// <param name="Words">Why it is not known to be right, as the end of "CLUSTER …"; empty when it is.</param>
internal sealed record ChecksumVerdict(ChecksumState State, string? Hash, string Words = "")
{
    /// <summary>The status to refuse it with; null when it may be given out.</summary>
    public int? Refusal { get; init; }

    /// <summary>Whether it may be kept.</summary>
    public bool MayBeKept => State is ChecksumState.Unchecked or ChecksumState.Verified or ChecksumState.Trusted;

    public static ChecksumVerdict Unchecked { get; } = new(ChecksumState.Unchecked, null);
}
