using System.Diagnostics;
using Gateway.Health;

namespace Gateway.Upstreams;

/// <summary>The body of a zip while it arrives: bounded in size and time, taken up again where it breaks or falls silent, and never shorter than it should be.</summary>
internal sealed class ZipBody(
    TakenResponse response,
    long bound,
    FailoverOptions failover,
    TimeSpan totalTimeout,
    Func<long, Standing?, CancellationToken, Task<TakenResponse?>>? resumeAsync,
    long from,
    long? length)
    : IAsyncDisposable
{
    // Whoever answers no probes may still be sending, if slowly.
    private static readonly TimeSpan ShortestSilence = TimeSpan.FromSeconds(1);

    private readonly byte[] _start = new byte[4];
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly ZipEnd? _end = length is null ? new ZipEnd() : null;
    private TakenResponse _response = response;
    private Stream? _stream;
    private int _startLength;
    private int _startSent;
    private long _received = from;
    private int _resumes;
    private int _moves;
    private volatile bool _isRefused;

    /// <summary>Bytes of the whole body; null when they were not announced.</summary>
    public long? Length { get; } = length;

    /// <summary>Whether the cluster may go on with it from any byte, as far as is known.</summary>
    public bool CanContinue => resumeAsync is not null && !_isRefused;

    /// <summary>Opens a body that begins in the middle: there is nothing to be seen at its first bytes.</summary>
    public static async Task<ZipBody> OpenAsync(ZipBody rest, CancellationToken cancellation)
    {
        rest._stream = await rest._response.Content.ReadAsStreamAsync(cancellation);
        return rest;
    }

    /// <summary>Waits for the first bytes and shows them; they are read again later.</summary>
    /// <exception cref="IOException">The body broke off before them.</exception>
    /// <exception cref="OperationCanceledException">They did not come in time, or the client went away.</exception>
    public async Task<ReadOnlyMemory<byte>> PeekAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(patience);
        _stream = await _response.Content.ReadAsStreamAsync(timeout.Token);
        _startLength = await _stream.ReadAtLeastAsync(_start, _start.Length, throwOnEndOfStream: false, timeout.Token);
        _received += _startLength;
        _end?.Append(_start.AsSpan(0, _startLength));
        return _start.AsMemory(0, _startLength);
    }

    /// <summary>Reads the next bytes; 0 only at the end of a body that is whole, and into an empty buffer. However it ends, nobody writes into the buffer any more then.</summary>
    /// <param name="buffer">Where they go; when it is empty, the next bytes, or the end, are waited for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="BrokenBodyException">It broke off and cannot be taken up again, is too large or took too long.</exception>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_startSent < _startLength)
        {
            var copied = Math.Min(buffer.Length, _startLength - _startSent);
            _start.AsMemory(_startSent, copied).CopyTo(buffer);
            _startSent += copied;
            return copied;
        }

        while (true)
        {
            var (read, failure) = await ReadOnceAsync(buffer, cancellation);
            if (failure is null)
            {
                return read;
            }

            await TakeUpAgainAsync(failure, cancellation);
        }
    }

    /// <summary>The rest of the body from a byte on, as a stream of its own at the same cluster; null where it cannot be had.</summary>
    public async Task<ZipBody?> ContinueAtAsync(long from, CancellationToken cancellation)
    {
        if (resumeAsync is null || await resumeAsync(from, null, cancellation) is not { } rest)
        {
            _isRefused = !cancellation.IsCancellationRequested;
            return null;
        }

        return await OpenAsync(new ZipBody(rest, bound, failover, totalTimeout, resumeAsync, from, Length), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }

        _response.Dispose();
    }

    private async Task<(int Read, Exception? Failure)> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var left = totalTimeout - Stopwatch.GetElapsedTime(_started);
        if (left <= TimeSpan.Zero)
        {
            throw new BrokenBodyException($"The body took longer than {totalTimeout}.");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var reading = resumeAsync is null || _moves >= failover.MaxResumes
                ? _stream!.ReadAsync(buffer, timeout.Token)
                : ReadSomewhereAsync(buffer, timeout.Token);
            if (!reading.IsCompleted)
            {
                timeout.CancelAfter(left < failover.IdleTimeout ? left : failover.IdleTimeout);
            }

            var read = await reading;
            if (buffer.IsEmpty)
            {
                // Whoever is cancelled while he waits may be told that there is something, when it is the end of the connection.
                timeout.Token.ThrowIfCancellationRequested();
            }

            return read == 0 && buffer.Length > 0 ? (0, AtEnd()) : (Count(buffer.Span[..read]), null);
        }
        catch (Exception broken) when (broken is HttpRequestException or ObjectDisposedException or (IOException and not BrokenBodyException))
        {
            return (0, broken);
        }
        catch (OperationCanceledException idle) when (!cancellation.IsCancellationRequested)
        {
            return (0, idle);
        }
    }

    /// <summary>Reads, and asks for the rest at another destination when nothing comes for a while; whoever is first goes on.</summary>
    private async ValueTask<int> ReadSomewhereAsync(Memory<byte> buffer, CancellationToken patience)
    {
        using var here = CancellationTokenSource.CreateLinkedTokenSource(patience);
        var pending = _stream!.ReadAsync(buffer, here.Token);
        if (pending.IsCompleted)
        {
            return await pending;
        }

        // As long as this one reads nothing may throw before it has ended: the buffer would be somebody else's.
        var reading = pending.AsTask();
        await WaitForSilenceAsync(reading, patience);
        if (reading.IsCompleted)
        {
            return await reading;
        }

        _moves++;
        using var there = CancellationTokenSource.CreateLinkedTokenSource(patience);
        var asked = resumeAsync!(_received, _response.Sender, there.Token);
        await Task.WhenAny(reading, asked);
        if (reading.IsCompleted || !asked.IsCompletedSuccessfully || await asked is not { } next)
        {
            // Whatever became of asking: this one may still come, and as long as it may, it writes into the buffer.
            await there.CancelAsync();
            _ = DropAsync(asked);
            return await reading;
        }

        // The buffer is free again only when nobody writes into it any more.
        await here.CancelAsync();
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (reading.IsCompletedSuccessfully && await reading is > 0 and var late)
        {
            next.Dispose();
            return late;
        }

        await MoveToAsync(next, patience);
        return await _stream!.ReadAsync(buffer, patience);
    }

    /// <summary>Ends with bytes, or when they have been long in coming: sooner where the destination answers no probes either.</summary>
    private async Task WaitForSilenceAsync(Task reading, CancellationToken patience)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(patience);
        var longer = failover.ResumeAfter - ShortestSilence;
        await Task.WhenAny(reading, Task.Delay(longer > TimeSpan.Zero ? ShortestSilence : failover.ResumeAfter, until.Token));
        if (!reading.IsCompleted && longer > TimeSpan.Zero)
        {
            _response.Sender?.Suspect();
            using var silent = CancellationTokenSource.CreateLinkedTokenSource(until.Token, _response.Sender?.Silence ?? CancellationToken.None);
            // Whoever says that it is silent has others to tell.
            await Task.WhenAny(reading, Task.Delay(longer, silent.Token)).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await silent.CancelAsync();
        }

        await until.CancelAsync();
    }

    private static async Task DropAsync(Task<TakenResponse?> asked)
    {
        await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (asked.IsCompletedSuccessfully)
        {
            (await asked)?.Dispose();
        }
    }

    private int Count(ReadOnlySpan<byte> read)
    {
        _received += read.Length;
        _end?.Append(read);
        return _received > bound ? throw new BrokenBodyException($"The body is larger than {bound} bytes.")
            : _received > Length ? throw new BrokenBodyException($"The body is longer than the {Length} bytes that were announced.")
            : read.Length;
    }

    /// <summary>What is wrong with a body that ends here; null when it is whole.</summary>
    private IOException? AtEnd() => Length is { } length
        ? _received == length ? null : new IOException($"The body ended at {_received} of {length} bytes.")
        : _end!.IsThere ? null : new IOException("The zip ended without its end record.");

    private async Task TakeUpAgainAsync(Exception cause, CancellationToken cancellation)
    {
        var next = _resumes++ < failover.MaxResumes && resumeAsync is not null ? await resumeAsync(_received, _response.Sender, cancellation) : null;
        cancellation.ThrowIfCancellationRequested();
        if (next is null)
        {
            throw new BrokenBodyException($"The body broke at byte {_received}.", cause);
        }

        await MoveToAsync(next, cancellation);
    }

    private async Task MoveToAsync(TakenResponse next, CancellationToken cancellation)
    {
        await DisposeAsync();
        _response = next;
        _stream = await next.Content.ReadAsStreamAsync(cancellation);
    }
}
