using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Auditing;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Auditing;

/// <summary>What waits to be written down: text, in order, within its bound.</summary>
public sealed class AuditQueueTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Everything_is_taken_once_and_in_order_whatever_its_size()
    {
        using var queue = Queue(100_000);
        var expected = new List<string>();
        var taken = new List<string>();
        for (var number = 0; number < 3000; number++)
        {
            // One of them is larger than what records usually share.
            var entry = new Entry(number, number == 1500 ? 200_000 : number % 700);
            queue.Add(entry);
            expected.Add(entry.Text);
            for (var more = number % 3; more > 0 && queue.TryTake(out var record); more--)
            {
                taken.Add(Encoding.UTF8.GetString(record.Fields.Span));
            }
        }

        while (queue.TryTake(out var record))
        {
            record.Type.Should().Be("request");
            taken.Add(Encoding.UTF8.GetString(record.Fields.Span));
        }

        taken.Should().Equal(expected);
        (queue.Count, queue.Lost).Should().Be((0, 0L));
    }

    [Fact]
    public async Task Many_threads_add_while_one_takes()
    {
        const int Threads = 4;
        const int Each = 20_000;
        using var queue = Queue(1_000_000);
        var adding = Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(() =>
        {
            for (var number = 0; number < Each; number++)
            {
                queue.Add(new Entry((thread * Each) + number, number % 50));
            }
        }, TaskCreationOptions.LongRunning)).ToList();

        var last = Enumerable.Repeat(-1, Threads).ToArray();
        for (var taken = 0; taken < Threads * Each;)
        {
            await queue.WaitAsync(TestContext.Current.CancellationToken);
            while (queue.TryTake(out var record))
            {
                var number = JsonDocument.Parse($"{{{Encoding.UTF8.GetString(record.Fields.Span)}}}").RootElement.GetProperty("number").GetInt32();
                (number % Each).Should().Be(last[number / Each] + 1);
                last[number / Each] = number % Each;
                taken++;
            }
        }

        await Task.WhenAll(adding);
        queue.TryTake(out _).Should().BeFalse();
    }

    [Fact]
    public void What_finds_no_place_is_counted_and_so_is_what_comes_after_the_end()
    {
        using var queue = Queue(16);
        for (var number = 0; number < 16 + 5; number++)
        {
            queue.Add(new Entry(number, 1));
        }

        queue.Lost.Should().Be(5);
        queue.TryTake(out _).Should().BeTrue();
        queue.Add(new Entry(0, 1));
        queue.Lost.Should().Be(5);
        queue.Complete();
        queue.TryTake(out _).Should().BeTrue();
        queue.Add(new Entry(0, 1));
        queue.Lost.Should().Be(6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_is_turned_away_before_he_can_ask_takes_no_place_of_a_request(bool isWaitedFor)
    {
        using var queue = Queue(16, isWaitedFor ? WhenFull.Wait : WhenFull.Drop);
        for (var number = 0; number < 5000; number++)
        {
            queue.Add(new Entry(number, 1) { Type = "handshake" });
        }

        queue.Lost.Should().Be(5000 - 1024);
        for (var number = 0; number < 16; number++)
        {
            (await queue.TryReserveAsync(TestContext.Current.CancellationToken)).Should().BeTrue();
            queue.Add(new Entry(number, 1));
        }

        (queue.Lost, queue.Count).Should().Be((5000 - 1024, 1024 + 16));
        var taken = new List<string>();
        while (queue.TryTake(out var record))
        {
            taken.Add(record.Type);
        }

        taken.Count(type => type == RequestEntry.TypeName).Should().Be(16);
        queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task A_request_whose_record_cannot_be_made_or_is_lost_leaves_its_place_to_others()
    {
        using var queue = Queue(16, WhenFull.Wait);
        for (var number = 0; number < 100; number++)
        {
            (await queue.TryReserveAsync(TestContext.Current.CancellationToken)).Should().BeTrue();
            queue.Invoking(it => it.Add(new Unspeakable())).Should().Throw<InvalidOperationException>();
        }

        queue.Complete();
        for (var number = 0; number < 100; number++)
        {
            (await queue.TryReserveAsync(TestContext.Current.CancellationToken)).Should().BeTrue();
            queue.Add(new Entry(number, 1));
        }

        (queue.Lost, queue.Count).Should().Be((200, 0));
    }

    private AuditQueue Queue(int length, WhenFull whenFull = WhenFull.Drop) =>
        new(new AuditingOptions { QueueLength = length, WhenFull = whenFull, LongestWait = TimeSpan.Zero }, ActivatorUtilities.CreateInstance<AuditMetrics>(_services), TimeProvider.System);

    private readonly struct Entry(int number, int filling) : IAuditEntry
    {
        public string Type { get; init; } = RequestEntry.TypeName;

        public DateTimeOffset Time => DateTimeOffset.UnixEpoch;

        public string Text => string.Create(CultureInfo.InvariantCulture, $"\"number\":{number},\"filling\":\"{new string('x', filling)}\"");

        public void Write(Utf8JsonWriter json)
        {
            json.WriteNumber("number"u8, number);
            json.WriteString("filling"u8, new string('x', filling));
        }
    }

    private readonly struct Unspeakable : IAuditEntry
    {
        public string Type => RequestEntry.TypeName;

        public DateTimeOffset Time => DateTimeOffset.UnixEpoch;

        public void Write(Utf8JsonWriter json) => throw new InvalidOperationException("half of it is missing");
    }
}
