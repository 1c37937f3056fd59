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
    public void What_was_news_to_who_wrote_later_has_appeared_where_the_one_before_had_seen_the_list_without_it()
    {
        var (before, after) = (new ListSighting(), new ListSighting());
        Note(before, 1, 0, "v1.0.0");
        var news = Note(after, 2, 0, "v1.0.0", "v1.1.0");
        after.Exceeds(before.ToHistory()).Should().BeTrue();

        after.AddBefore(before.ToHistory(), "nexus", 2, news!, Start);
        before.AddBefore(after.ToHistory(), "nexus", 1, [], Start);

        foreach (var sighting in new[] { before, after })
        {
            sighting.FindAppearance("v1.0.0").Should().BeNull();
            sighting.FindAppearance("v1.1.0").Should().Be(Start);
        }

        after.IsKnown("nexus", 2).Should().BeTrue();
        before.Exceeds(after.ToHistory()).Should().BeFalse();
        after.Exceeds(before.ToHistory()).Should().BeFalse();
    }

    [Fact]
    public void A_history_lacks_a_version_a_cluster_or_an_earlier_sight()
    {
        var (here, there) = (new ListSighting(), new ListSighting());
        Note(here, 1, 0, "v1.0.0");
        here.Exceeds(default).Should().BeTrue();
        there.Add(here.ToHistory());
        Note(there, 2, 5, "v1.0.0", "v1.1.0");

        here.Exceeds(there.ToHistory()).Should().BeFalse();
        there.Exceeds(here.ToHistory()).Should().BeTrue("it has a version more");
        Note(here, 2, 4, "v1.0.0", "v1.1.0");
        here.Exceeds(there.ToHistory()).Should().BeTrue("it saw that earlier");
        there.Exceeds(here.ToHistory()).Should().BeFalse();
        here.Add(there.ToHistory());
        there.Note("athens", 1, ["v1.0.0"], Start);
        there.Exceeds(here.ToHistory()).Should().BeTrue("it knows a cluster more");
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
            var compare = () => sighting.Exceeds(damaged);
            compare.Should().NotThrow();
        }
    }

    private static IReadOnlyList<string>? Note(ListSighting sighting, UInt128 list, int day, params string[] versions) => sighting.Note("nexus", list, versions, Start.AddDays(day));
}
