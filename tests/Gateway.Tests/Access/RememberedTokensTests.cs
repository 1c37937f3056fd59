using Gateway.Access;
using Gateway.Access.Tokens;

namespace Gateway.Tests.Access;

public class RememberedTokensTests
{
    private readonly ManualTime _time = new();
    private readonly RememberedTokens _remembered;

    public RememberedTokensTests() => _remembered = new RememberedTokens(_time);

    [Fact]
    public void A_token_is_remembered_until_it_ends_and_five_minutes_at_most()
    {
        Add("short", _time.GetUtcNow().AddMinutes(1));
        Add("long", _time.GetUtcNow().AddHours(1));
        Add("endless", null);
        Add("over", _time.GetUtcNow());

        Known("short", "long", "endless", "over").Should().Equal("short", "long", "endless");
        _time.Move(TimeSpan.FromMinutes(1));
        Known("short", "long", "endless").Should().Equal("long", "endless");
        _time.Move(TimeSpan.FromMinutes(4));
        Known("short", "long", "endless").Should().BeEmpty();
    }

    [Fact]
    public void No_more_are_remembered_than_the_settings_say()
    {
        for (var i = 0; i < 1000; i++)
        {
            Add($"token{i}", null, most: 50);
            _remembered.Count.Should().BeLessThanOrEqualTo(50);
        }

        Known("token999").Should().Equal("token999");
    }

    [Fact]
    public void Nothing_is_remembered_where_that_is_switched_off()
    {
        Add("token", null, most: 0);

        _remembered.Count.Should().Be(0);
    }

    [Fact]
    public void A_verdict_from_before_all_was_forgotten_is_not_kept()
    {
        var generation = _remembered.Generation;
        _remembered.Find(new ShownHeader("token"), out var name);
        _remembered.Clear();

        _remembered.Add(name, new CallerToken { Issuer = "i", Subject = "token" }, generation, 10);

        Known("token").Should().BeEmpty();
    }

    private void Add(string header, DateTimeOffset? expires, int most = 100)
    {
        _remembered.Find(new ShownHeader(header), out var name);
        _remembered.Add(name, new CallerToken { Issuer = "i", Subject = header, Expires = expires }, _remembered.Generation, most);
    }

    private IEnumerable<string> Known(params string[] headers) => headers.Where(header => _remembered.Find(new ShownHeader(header), out _)?.Subject == header);
}
