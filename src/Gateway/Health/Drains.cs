using Gateway.Settings;

namespace Gateway.Health;

/// <summary>The orders in force to keep destinations out of rotation. Each ends by itself: a forgotten one must not cost an outage.</summary>
internal sealed class Drains(Standings standings, InstanceName instance, TimeProvider time) : IDisposable
{
    /// <summary>The longest that one lasts.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Drain Order, ITimer End)> _orders = new(StringComparer.OrdinalIgnoreCase);
    private long _highest;
    private int _given;

    /// <summary>How many orders were given here.</summary>
    public int Given => Volatile.Read(ref _given);

    /// <summary>Those that keep something out of rotation.</summary>
    public IReadOnlyList<Drain> All => [.. Orders.Where(order => !order.IsLifted)];

    /// <summary>All that other gateways have to know: also those that ended one before its time.</summary>
    public IReadOnlyList<Drain> Orders
    {
        get
        {
            lock (_gate)
            {
                return [.. _orders.Values.Select(held => held.Order)];
            }
        }
    }

    /// <summary>Puts an operator's order in force, in place of an earlier one for the same.</summary>
    public void Add(Drain order)
    {
        lock (_gate)
        {
            Give(order);
        }
    }

    /// <summary>Ends an order before its time. False: there was none.</summary>
    public bool Remove(string cluster, string? destination)
    {
        lock (_gate)
        {
            if (!_orders.TryGetValue(new Drain(cluster, destination, default, "").Target, out var held) || held.Order.IsLifted)
            {
                return false;
            }

            Give(held.Order with { IsLifted = true });
            return true;
        }
    }

    /// <summary>Puts in force what other gateways were told, where nothing later is known here.</summary>
    public void Take(IEnumerable<Drain> orders)
    {
        lock (_gate)
        {
            foreach (var order in orders)
            {
                _highest = Math.Max(_highest, order.Number);
                if (!_orders.TryGetValue(order.Target, out var held) || order.IsAfter(held.Order))
                {
                    Put(order);
                }
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var (_, end) in _orders.Values)
            {
                end.Dispose();
            }
        }
    }

    private void Give(Drain order)
    {
        _highest = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), _highest + 1);
        Put(order with { Number = _highest, By = instance.Value });
        Interlocked.Increment(ref _given);
    }

    private void Put(Drain order)
    {
        if (_orders.Remove(order.Target, out var old))
        {
            old.End.Dispose();
        }

        var left = order.Until - time.GetUtcNow();
        _orders[order.Target] = (order, time.CreateTimer(_ => End(order), null, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        standings.Apply(All);
    }

    /// <summary>Forgets this order, but not one that came in its place.</summary>
    private void End(Drain order)
    {
        lock (_gate)
        {
            if (_orders.TryGetValue(order.Target, out var held) && ReferenceEquals(held.Order, order))
            {
                _orders.Remove(order.Target);
                held.End.Dispose();
                standings.Apply(All);
            }
        }
    }
}
