using System.Collections.Concurrent;

namespace Gateway.Limits;

/// <summary>The accounts of everybody who has asked lately, bounded in number.</summary>
internal sealed class Accounts
{
    private const int FewestBeforeSweep = 1024;

    private readonly ConcurrentDictionary<AccountKey, Account> _all = new();
    private readonly Account _newcomers = new();
    private readonly Lock _sweeping = new();
    private int _count;
    private int _nextSweep = FewestBeforeSweep;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The account of somebody who is known already; null when he is not. Who gets it releases it.</summary>
    public Account? Find(AccountKey key) => _all.TryGetValue(key, out var known) && known.TryUse() ? known : null;

    /// <summary>The account of anybody; beyond the bound all newcomers have one together. Who gets it releases it.</summary>
    public Account Use(AccountKey key, LimitsOptions limits, double now)
    {
        while (true)
        {
            if (Find(key) is { } known)
            {
                return known;
            }

            if (Count >= Math.Min(_nextSweep, limits.MostAccounts))
            {
                Sweep(limits, now);
            }

            if (Count >= limits.MostAccounts)
            {
                _newcomers.TryUse();
                return _newcomers;
            }

            if (_all.TryAdd(key, new Account()))
            {
                Interlocked.Increment(ref _count);
            }
        }
    }

    /// <summary>Forgets who asks for nothing any more. The more there are the more seldom, so that it costs each newcomer the same.</summary>
    private void Sweep(LimitsOptions limits, double now)
    {
        if (!_sweeping.TryEnter())
        {
            return;
        }

        try
        {
            foreach (var (key, account) in _all)
            {
                if (account.TryClose(limits.Failures, now) && _all.TryRemove(new(key, account)))
                {
                    Interlocked.Decrement(ref _count);
                }
            }

            _nextSweep = Math.Max(FewestBeforeSweep, 2 * Count);
        }
        finally
        {
            _sweeping.Exit();
        }
    }
}
