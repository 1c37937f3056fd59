namespace Gateway.Checksums;

/// <summary>What a checksum database says of one artifact.</summary>
/// <param name="Hash">The hash it should have, proved; null when the database does not say.</param>
/// <param name="IsUnknown">Whether the database, which could be asked, has no record of it.</param>
/// <param name="Words">Why there is no hash, as the end of "DATABASE …".</param>
internal sealed record RecordFinding(string? Hash, bool IsUnknown, string Words)
{
    /// <summary>Where the record stands in the tree; nothing without a <see cref="Hash"/>.</summary>
    public long Number { get; init; }

    public static RecordFinding Of(string hash, long number) => new(hash, false, "") { Number = number };

    public static RecordFinding Unknown { get; } = new(null, true, "does not know it");

    public static RecordFinding Failed(string words) => new(null, false, words);
}
