using System.Net;
using System.Security.Cryptography;
using Gateway.Caching;
using Gateway.Upstreams;

namespace Gateway.Tests.Caching;

/// <summary>The body that is written once and read by many: nobody takes the place where it fell behind for the end.</summary>
public sealed class SharedBodyTests
{
    private const int Largest = 4 << 20;

    // Random, and ended as a zip is, so that it is whole without an announced length.
    private readonly byte[] _bytes = [.. RandomNumberGenerator.GetBytes(3 * Largest), .. "PK\x05\x06"u8, .. new byte[18]];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_single_reader_gets_everything_however_late_it_begins(bool isAnnounced)
    {
        await using var source = await SourceAsync(isAnnounced);
        var body = new SharedBody(source, Largest, new InFlightBudget(long.MaxValue));
        using var reader = body.TryJoin()!;

        // Runs ahead as far as it may before the reader reads a byte.
        var filling = body.FillAsync(Cancellation);
        var received = await ReadToEndAsync(reader);

        (await filling).Should().BeFalse("it is larger than what is kept");
        SHA256.HashData(received!).Should().Equal(SHA256.HashData(_bytes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_that_falls_behind_another_is_told_so_and_does_not_see_an_end(bool isAnnounced)
    {
        await using var source = await SourceAsync(isAnnounced);
        var body = new SharedBody(source, Largest, new InFlightBudget(long.MaxValue));
        using var fast = body.TryJoin()!;
        using var slow = body.TryJoin()!;

        var filling = body.FillAsync(Cancellation);
        var received = await ReadToEndAsync(fast);
        await filling;

        received.Should().HaveCount(_bytes.Length);
        (await slow.ReadAsync(Cancellation)).Should().BeNull();
    }

    /// <summary>All the bytes; null when the reader fell behind.</summary>
    private static async Task<byte[]?> ReadToEndAsync(BodyReader reader)
    {
        using var received = new MemoryStream();
        while (await reader.ReadAsync(Cancellation) is { } bytes)
        {
            if (bytes.IsEmpty)
            {
                return received.ToArray();
            }

            received.Write(bytes.Span);
            reader.Advance(bytes.Length);
        }

        return null;
    }

    private async Task<ZipBody> SourceAsync(bool isAnnounced)
    {
        var message = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new MemoryStream(_bytes)) };
        var response = TakenResponse.TakeFrom(message, new Uri("http://127.0.0.1/"));
        var source = new ZipBody(
            response, long.MaxValue, new FailoverOptions(), TimeSpan.FromMinutes(1), (_, _) => Task.FromResult<TakenResponse?>(null), 0, isAnnounced ? _bytes.Length : null);
        await source.PeekAsync(TimeSpan.FromMinutes(1), Cancellation);
        return source;
    }
}
