using System.Buffers;
using System.Runtime.CompilerServices;
using Gateway.Caching;

namespace Gateway.Tests.Caching;

/// <summary>Where a kept body lies, and that it is the same there.</summary>
public sealed class KeptBodyTests
{
    private static readonly byte[] Body = [.. Enumerable.Range(0, 3 * BodyFile.LeastBytes).Select(number => (byte)(number * 31 >> 3))];

    [Theory]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(int.MaxValue)]
    public void What_is_sent_often_lies_in_a_file(int pieceBytes)
    {
        var kept = Kept(Body.Chunk(Math.Min(pieceBytes, Body.Length)));

        SendFromMemory(kept);
        var file = kept.FileToSend();

        file!.ToSequence().ToArray().Should().Equal(Body);
        kept.FileToSend().Should().BeSameAs(file);
        kept.Length.Should().Be(Body.Length);
    }

    [Fact]
    public void A_part_is_read_alone()
    {
        var file = BodyFile.TryCreate(new(Body))!;
        var part = new byte[5000];

        file.Read(part, 70_000);

        part.Should().Equal(Body[70_000..75_000]);
        file.Invoking(file => file.Read(part, Body.Length - 4999)).Should().Throw<EndOfStreamException>();
    }

    [Fact]
    public void Whose_bytes_are_wanted_lies_in_memory_again_and_stays_there()
    {
        var kept = Kept([Body]);
        SendFromMemory(kept);
        kept.FileToSend().Should().NotBeNull();

        kept.Body.ToArray().Should().Equal(Body);

        Enumerable.Range(0, 100).Select(_ => kept.FileToSend()).ToList().Should().AllSatisfy(file => file.Should().BeNull());
        kept.Body.ToArray().Should().Equal(Body);
    }

    [Fact]
    public async Task Many_who_want_its_bytes_at_once_share_one_copy()
    {
        var kept = Kept([Body]);
        SendFromMemory(kept);
        kept.FileToSend().Should().NotBeNull();
        using var together = new Barrier(4);

        var bodies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait(TestContext.Current.CancellationToken);
                return kept.Body;
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        bodies.Select(body => body.Start.GetObject()).Distinct().Should().ContainSingle();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BodyFile.LeastBytes - 1)]
    public void What_is_small_stays_in_memory(int length)
    {
        var kept = Kept([Body[..length]]);

        Enumerable.Range(0, 100).Select(_ => kept.FileToSend()).ToList().Should().AllSatisfy(file => file.Should().BeNull());
        kept.Body.ToArray().Should().Equal(Body[..length]);
        kept.Length.Should().Be(length);
    }

    [Fact]
    public async Task Whoever_asks_while_it_moves_gets_the_same()
    {
        for (var round = 0; round < 50; round++)
        {
            var kept = Kept(Body.Chunk(50_000));
            using var together = new Barrier(4);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait(TestContext.Current.CancellationToken);
                    for (var time = 0; time <= KeptBody.SendsFromMemory; time++)
                    {
                        var bytes = number % 2 == 0 && kept.FileToSend() is { } file ? file.ToSequence().ToArray() : kept.Body.ToArray();
                        bytes.AsSpan().SequenceEqual(Body).Should().BeTrue();
                    }
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
        }
    }

    [Fact]
    public void Nobody_holds_what_nobody_refers_to()
    {
        var handle = HandleOfForgotten();

        for (var collection = 0; handle.IsAlive; collection++)
        {
            collection.Should().BeLessThan(10);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    // In the caller's frame it would count as referred to.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference HandleOfForgotten() => new(BodyFile.TryCreate(new(Body))!.Handle, trackResurrection: true);

    private static void SendFromMemory(CachedResponse kept) =>
        Enumerable.Range(0, KeptBody.SendsFromMemory).Select(_ => kept.FileToSend()).ToList().Should().AllSatisfy(file => file.Should().BeNull());

    private static CachedResponse Kept(IEnumerable<byte[]> pieces) => new()
    {
        Status = 200,
        Body = BodySegment.Chain(pieces),
        Cluster = "origin",
        Fetched = DateTimeOffset.UnixEpoch,
        FreshUntil = DateTimeOffset.MaxValue,
        KeptUntil = DateTimeOffset.MaxValue,
        Stamp = 0,
    };
}
