using System.Security.Cryptography;
using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>Writes a source into a <see cref="SharedBody"/>, at the pace of those who read it.</summary>
internal sealed class BodyWriter(SharedBody body, ZipBody source, TimeProvider time, bool isHashed)
{
    /// <summary>Writes the source to its end and says whether everything of it is held then.</summary>
    /// <exception cref="BrokenBodyException">The source broke; the readers learn it too.</exception>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    public async Task<bool> FillAsync(CancellationToken cancellation)
    {
        // While it comes: what streams through is held nowhere afterwards.
        using var hash = isHashed ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        try
        {
            while (true)
            {
                var space = await SpaceAsync(cancellation);
                var read = await source.ReadAsync(space, cancellation);
                if (read == 0)
                {
                    body.Filled(hash is null ? null : Convert.ToHexStringLower(hash.GetHashAndReset()));
                    return body.IsWhole;
                }

                // First: what was advanced past is the readers', and its memory others' as soon as these have it.
                hash?.AppendData(space.Span[..read]);
                body.Advance(read);
            }
        }
        catch (Exception failure)
        {
            body.End(failure);
            throw;
        }
    }

    private async ValueTask<Memory<byte>> SpaceAsync(CancellationToken cancellation)
    {
        if (body.IsPassing)
        {
            // Until there is something to read: bytes, the end, or that it broke, which the read itself tells.
            await source.ReadAsync(Memory<byte>.Empty, cancellation);
        }

        while (body.FindWait(out var longest) is { } moved)
        {
            try
            {
                await moved.WaitAsync(longest, time, cancellation);
            }
            catch (TimeoutException)
            {
                // Somebody is to be judged.
            }
        }

        return body.Space();
    }
}
