using Gateway.Access;
using Gateway.Limits;

namespace Gateway.Tests.Limits;

/// <summary>What was right a moment ago does not wait.</summary>
public sealed class GoodCredentialsTests
{
    private const double Lifetime = GoodCredentials.Lifetime;

    private readonly GoodCredentials _good = new();

    [Fact]
    public void They_are_remembered_for_a_while_and_then_forgotten()
    {
        _good.Add(new ShownHeader("Bearer a"), 0);

        _good.Has(new ShownHeader("Bearer b"), 0).Should().BeFalse();
        _good.Has(new ShownHeader("Bearer a"), Lifetime - 1).Should().BeTrue();
        _good.Has(new ShownHeader("Bearer a"), Lifetime + 1).Should().BeTrue();
        _good.Has(new ShownHeader("Bearer a"), (2 * Lifetime) + 2).Should().BeFalse();
    }

    [Fact]
    public void Nothing_old_is_remembered_after_a_long_silence()
    {
        _good.Add(new ShownHeader("Bearer a"), 0);

        _good.Has(new ShownHeader("Bearer a"), 10 * Lifetime).Should().BeFalse();
    }

    [Fact]
    public void The_latest_are_remembered_and_not_without_bound()
    {
        for (var number = 0; number < 3 * GoodCredentials.Most; number++)
        {
            _good.Add(new ShownHeader($"Bearer {number}"), 0);
        }

        _good.Has(new ShownHeader($"Bearer {(3 * GoodCredentials.Most) - 1}"), 0).Should().BeTrue();
        Enumerable.Range(0, GoodCredentials.Most / 2).Count(number => _good.Has(new ShownHeader($"Bearer {number}"), 0)).Should().BeLessThan(100, "a few share a hash with others");
    }
}
