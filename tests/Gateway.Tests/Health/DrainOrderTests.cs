using System.Diagnostics.Metrics;
using Gateway.Caching;
using Gateway.Health;
using Gateway.Settings;
using Gateway.Tests.Caching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Health;

/// <summary>Which of two orders holds, and which bytes are orders at all.</summary>
public class DrainOrderTests
{
    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)7, 32)];

    private readonly ManualTime _time = new();

    [Fact]
    public void Gateways_that_exchange_orders_in_any_order_come_to_the_same()
    {
        var (a, b) = (Make("a"), Make("b"));
        a.Add(Order("nexus", "x"));
        b.Add(Order("nexus", "x", "another"));
        b.Add(Order("athens"));
        Exchange(a, b);
        a.All.Should().BeEquivalentTo(b.All).And.HaveCount(2);
        a.All.Single(order => order.Destination == "x").By.Should().Be("b", "of two of one moment the later name holds");

        b.Remove("NEXUS", "X").Should().BeTrue();
        b.Remove("nexus", "x").Should().BeFalse("it is not drained any more");
        Exchange(a, b);
        Exchange(b, a);
        a.All.Should().ContainSingle().Which.Target.Should().Be("athens");
        a.Add(Order("nexus", "x", "again"));
        Exchange(a, b);
        b.All.Should().HaveCount(2, "an order that ended another one does not end the next");
    }

    [Fact]
    public async Task Each_ends_by_itself_also_what_only_ends_another()
    {
        var (a, b) = (Make("a"), Make("b"));
        a.Add(Order("nexus") with { Until = _time.GetUtcNow() + TimeSpan.FromSeconds(1) });
        Exchange(a, b);
        b.Remove("nexus", null).Should().BeTrue();

        await Eventually.TrueAsync(() => a.Orders.Count + b.Orders.Count == 0, "their time is over", TestContext.Current.CancellationToken);
    }

    [Fact]
    public void An_order_is_read_as_it_was_written_whatever_the_clocks_say()
    {
        var (now, ahead) = (_time.GetUtcNow(), TimeSpan.FromHours(3));
        var order = Order("nexus", "x", "upgrade") with { Number = now.ToUnixTimeMilliseconds(), By = "a", IsLifted = true };
        var bytes = Frames(Key).Write(order, order.Until - now, now + ahead);

        Frames(Key).ReadOrder(bytes, "nexus/x", now + ahead, ahead).Should().Be(order);
        var elsewhere = Frames(Key).ReadOrder(bytes, "nexus/x", now + ahead, ahead + TimeSpan.FromHours(1))!;
        elsewhere.Until.Should().Be(order.Until - TimeSpan.FromHours(1), "the clock there is an hour behind ours");
    }

    [Fact]
    public void What_others_wrote_or_moved_or_dated_ahead_is_no_order()
    {
        var now = _time.GetUtcNow();
        var order = Order("nexus", "x") with { Number = now.ToUnixTimeMilliseconds(), By = "a" };
        var (ours, left) = (Frames(Key), TimeSpan.FromMinutes(30));
        var bytes = ours.Write(order, left, now);

        ours.ReadOrder(bytes, "nexus/y", now, default).Should().BeNull("it is about another one");
        ours.ReadOrder(Frames([]).Write(order, left, now), "nexus/x", now, default).Should().BeNull("nobody who has the key wrote it");
        ours.ReadOrder(new DrainFrames(new FrameFormat(Key, "other")).Write(order, left, now), "nexus/x", now, default).Should().BeNull("other gateways wrote it");
        ours.ReadOrder(ours.Write(order, TimeSpan.FromDays(2), now), "nexus/x", now, default).Should().BeNull("none lasts so long");
        ours.ReadOrder(ours.Write(order with { Number = long.MaxValue }, left, now), "nexus/x", now, default).Should().BeNull("no later one could be given");
        ours.ReadOrder(ours.Write(new DrainWord("nexus/x", 1, new Dictionary<string, int>()), now), "nexus/x", now, default).Should().BeNull("it is no order");
        ours.ReadOrder(ours.Write(order, left, new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero)), "nexus/x", now, default).Should().BeNull("it is not that year");
        ours.ReadWord(bytes, "nexus/x").Should().BeNull();
        for (var at = 0; at < bytes.Length; at++)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 1;
            ours.ReadOrder(damaged, "nexus/x", now, default).Should().BeNull();
        }
    }

    private static DrainFrames Frames(byte[] key) => new(new FrameFormat(key, "edge"));

    private static void Exchange(Drains one, Drains other)
    {
        one.Take(other.Orders);
        other.Take(one.Orders);
    }

    private Drain Order(string cluster, string? destination = null, string reason = "") => new(cluster, destination, _time.GetUtcNow() + TimeSpan.FromMinutes(30), reason);

    private Drains Make(string name)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        return new Drains(new Standings(new Transitions(new HealthMetrics(meters), NullLogger<Transitions>.Instance), _time), new InstanceName(name), _time);
    }
}
