namespace Gateway.Upstreams;

/// <summary>Reads a bounded body to its end.</summary>
internal static class WholeBody
{
    /// <summary>The body, or null when it is larger than <paramref name="bound"/> bytes.</summary>
    /// <exception cref="IOException">The body broke off, also when it is shorter than announced.</exception>
    /// <exception cref="OperationCanceledException">The first byte or a later one did not come in time, or the client went away.</exception>
    public static async ValueTask<byte[]?> ReadAsync(
        TakenResponse response, long bound, TimeSpan firstByte, TimeSpan idle, AttemptCancellation cancellation)
    {
        await using var body = response.Content.ReadAsStream(cancellation.Token);
        var announced = response.Length;
        var buffer = new byte[announced ?? 4096];
        var (length, patience) = (0, firstByte);
        while (length != announced)
        {
            var reading = body.ReadAsync(buffer.AsMemory(length), cancellation.Token);
            // As with most small bodies: it came with its headers, and nobody need watch the time.
            var read = reading.IsCompletedSuccessfully ? reading.Result : await WaitAsync(reading, patience, cancellation);
            if (read == 0)
            {
                return buffer[..length];
            }

            patience = idle;
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

    private static async ValueTask<int> WaitAsync(ValueTask<int> reading, TimeSpan patience, AttemptCancellation cancellation)
    {
        cancellation.CancelAfter(patience);
        var read = await reading;
        cancellation.StopClock();
        return read;
    }
}
