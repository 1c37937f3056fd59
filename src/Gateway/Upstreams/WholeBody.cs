namespace Gateway.Upstreams;

/// <summary>Reads a bounded body to its end.</summary>
internal static class WholeBody
{
    /// <summary>The body, or null when it is larger than <paramref name="bound"/> bytes.</summary>
    /// <exception cref="IOException">The body broke off, also when it is shorter than announced.</exception>
    /// <exception cref="OperationCanceledException">The first byte or a later one did not come in time, or the client went away.</exception>
    public static async Task<byte[]?> ReadAsync(
        TakenResponse response, long bound, TimeSpan firstByte, TimeSpan idle, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(firstByte);
        await using var body = await response.Content.ReadAsStreamAsync(timeout.Token);
        var announced = response.Content.Headers.ContentLength;
        var buffer = new byte[announced ?? 4096];
        var length = 0;
        while (length != announced)
        {
            var read = await body.ReadAsync(buffer.AsMemory(length), timeout.Token);
            if (read == 0)
            {
                return buffer[..length];
            }

            timeout.CancelAfter(idle);
            length += read;
            if (length > bound)
            {
                return null;
            }

            if (length == buffer.Length && length != announced)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        // As nearly every body ends: nothing is copied, and nothing more waited for.
        return buffer;
    }
}
