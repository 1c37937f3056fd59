using System.Net;
using Gateway.Limits;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Limits;

/// <summary>Everybody has an account of his own, and all together a bounded number.</summary>
[Collection(nameof(MemoryAlone))]
public sealed class AccountsTests
{
    private static readonly LimitsOptions Options = new();

    [Fact]
    public void Ten_thousand_take_little_memory_and_are_forgotten_when_they_ask_no_more()
    {
        var accounts = new Accounts();
        var before = SettledHeap.Bytes();
        Ask(accounts, 0, 10_000, now: 0);

        accounts.Count.Should().Be(10_000);
        (SettledHeap.Bytes() - before).Should().BeLessThan(10 * 1024 * 1024);

        // Half a million others, a thousand a second: nobody is remembered for longer than it matters.
        for (var second = 1; second <= 500; second++)
        {
            Ask(accounts, 10_000 + (second * 1000), 1000, second * 2);
        }

        accounts.Count.Should().BeLessThan(20_000);
        (SettledHeap.Bytes() - before).Should().BeLessThan(20 * 1024 * 1024);
        GC.KeepAlive(accounts);
    }

    [Fact]
    public void Beyond_the_bound_newcomers_share_one_and_the_others_keep_theirs()
    {
        var options = new LimitsOptions { MostAccounts = 10 };
        var accounts = new Accounts();
        var known = Enumerable.Range(0, 10).Select(number => accounts.Use(KeyOf(number), options, 0)).ToList();

        var (one, other) = (accounts.Use(KeyOf(10), options, 0), accounts.Use(KeyOf(11), options, 0));

        one.Should().BeSameAs(other);
        known.Should().OnlyHaveUniqueItems().And.NotContain(one);
        Enumerable.Range(0, 10).Select(number => accounts.Use(KeyOf(number), options, 0)).Should().Equal(known);
        accounts.Count.Should().Be(10);
    }

    [Fact]
    public void Who_is_being_served_or_waits_for_his_turn_is_not_forgotten()
    {
        var options = new LimitsOptions { MostAccounts = 3 };
        var accounts = new Accounts();
        var used = accounts.Use(KeyOf(0), options, 0);
        var busy = accounts.Use(KeyOf(1), options, 0);
        busy.Requests.Take(1, 1, 0, 0);
        busy.Release();
        accounts.Use(KeyOf(2), options, 0).Release();

        accounts.Use(KeyOf(3), options, 0.5).Should().NotBeSameAs(accounts.Use(KeyOf(4), options, 0.5), "only one was idle");

        accounts.Find(KeyOf(0)).Should().BeSameAs(used);
        accounts.Find(KeyOf(1)).Should().BeSameAs(busy);
        accounts.Find(KeyOf(2)).Should().BeNull();
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("2001:db8::1", "192.0.2.1", false)]
    public void An_address_of_IPv6_counts_with_its_64(string one, string other, bool areOne) =>
        (AccountKey.Of(IPAddress.Parse(one)) == AccountKey.Of(IPAddress.Parse(other))).Should().Be(areOne);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void People_read_what_was_counted(string address, string words) => ClientNetwork.Words(IPAddress.Parse(address)).Should().Be(words);

    private static void Ask(Accounts accounts, int from, int count, double now)
    {
        for (var number = from; number < from + count; number++)
        {
            var account = accounts.Use(KeyOf(number), Options, now);
            account.Requests.Take(1, 100, now, 0);
            account.Release();
        }
    }

    private static AccountKey KeyOf(int number) =>
        number % 2 == 0 ? AccountKey.Of(new IPAddress(0x0A000000L + number)) : new AccountKey("https://issuer.example", $"user-{number}", UInt128.Zero);
}
