namespace Gateway.Auditing;

/// <summary>The end of a file that was put away.</summary>
/// <param name="Line">Its last line that can be read; null when none can.</param>
/// <param name="Damage">Why that is not the last one that was written; null when it is.</param>
internal sealed record AuditEnd(AuditLine? Line, string? Damage)
{
    /// <summary>Reads a file to its end.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static async Task<AuditEnd> ReadAsync(string file, AuditCipher? cipher, CancellationToken cancellation)
    {
        var (last, isWhole) = (Array.Empty<byte>(), true);
        string? damage = null;
        try
        {
            await using var stream = AuditArchive.OpenRead(file);
            await foreach (var line in AuditLines.ReadAsync(stream, cancellation))
            {
                isWhole = line.IsWhole;
                last = isWhole ? line.Bytes : last;
            }
        }
        catch (InvalidDataException damaged)
        {
            damage = damaged.Message;
        }

        var read = AuditLine.Of(last, cipher);
        return new AuditEnd(read, damage ?? FindDamage(last, isWhole, read));
    }

    // A compressed file that was cut off is read to where it was without a word.
    private static string? FindDamage(byte[] last, bool isWhole, AuditLine? read) =>
        last.Length == 0 ? "it has no line"
        : !isWhole ? "it ends with half a line"
        : read is null ? "its last line is none of this gateway's, or encrypted with another key"
        : !read.IsCheckpoint ? "it does not end with a checkpoint"
        : null;
}
