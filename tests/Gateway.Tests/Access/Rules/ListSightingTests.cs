using Gateway.Access.Rules;

namespace Gateway.Tests.Access.Rules;

/// <summary>Histories of one list that several gateways have seen become one, in whichever order.</summary>
public sealed class ListSightingTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_either_saw_appear_has_appeared_and_the_earlier_sight_counts()
    {
        var (early, late) = (new ListSighting(), new ListSighting());
        Note(early, 1, 0, "v1.0.0");
        Note(early, 2, 5, "v1.0.0", "v1.1.0");
        // It came later and has seen no list without v1.1.0.
        Note(late, 2, 6, "v1.0.0", "v1.1.0");
        Note(late, 3, 9, "v1.0.0", "v1.1.0", "v1.2.0");
        Note(early, 3, 8, "v1.0.0", "v1.1.0", "v1.2.0");
        var (ofEarly, ofLate) = (early.ToHistory(), late.ToHistory());

        early.Add(ofLate);
        late.Add(ofEarly);

        foreach (var sighting in new[] { early, late })
        {
            sighting.FindAppearance("v1.0.0").Should().BeNull();
            sighting.FindAppearance("v1.1.0").Should().Be(Start.AddDays(5));
            sighting.FindAppearance("v1.2.0").Should().Be(Start.AddDays(8));
            sighting.Knows("v1.2.0").Should().BeTrue();
            sighting.Knows("v1.3.0").Should().BeFalse();
        }
    }

    [Fact]
    public void A_history_goes_on_where_it_was_written_down()
    {
        var (before, after) = (new ListSighting(), new ListSighting());
        Note(before, 1, 0, "v1.0.0");

        after.Add(before.ToHistory());
        after.IsKnown("nexus", 1).Should().BeTrue();
        Note(after, 2, 7, "v1.0.0", "v1.1.0");

        after.FindAppearance("v1.0.0").Should().BeNull();
        after.FindAppearance("v1.1.0").Should().Be(Start.AddDays(7));
    }

    [Fact]
    public void What_is_cut_off_or_changed_anywhere_never_throws()
    {
        var sighting = new ListSighting();
        Note(sighting, 1, 0, "v1.0.0");
        Note(sighting, 2, 1, "v1.0.0", "v1.1.0");
        var history = sighting.ToHistory();
        var random = new Random(1);
        for (var round = 0; round < 2000; round++)
        {
            var damaged = history[..random.Next(history.Length + 1)];
            if (damaged.Length > 0)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            var add = () => new ListSighting().Add(damaged);
            add.Should().NotThrow();
        }
    }

    private static void Note(ListSighting sighting, UInt128 list, int day, params string[] versions) => sighting.Note("nexus", list, versions, Start.AddDays(day));
}
