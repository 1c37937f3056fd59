namespace Gateway.Access.Advisories;

/// <summary>Counts the bytes of one reading down to its bound.</summary>
internal sealed class FeedBudget(AdvisoryFeedOptions options)
{
    private long _left = (long)options.LargestMegabytes * 1024 * 1024;

    /// <exception cref="FormatException">That is more than is left.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) < 0)
        {
            throw new FormatException($"it is larger than LargestMegabytes, {options.LargestMegabytes}");
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="FormatException">There is more than is left.</exception>
    public async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            Take(read);
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }
}
