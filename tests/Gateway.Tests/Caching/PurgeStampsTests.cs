using Gateway.Caching;

namespace Gateway.Tests.Caching;

/// <summary>Purges by number.</summary>
public sealed class PurgeStampsTests
{
    [Fact]
    public void What_was_stamped_before_a_purge_is_not_current_and_what_was_after_is()
    {
        var stamps = new PurgeStamps();
        var before = stamps.Now;

        stamps.PurgeHere("x");

        stamps.IsCurrent(before, ["x"]).Should().BeFalse();
        stamps.IsCurrent(before, ["y"]).Should().BeTrue();
        stamps.IsCurrent(stamps.Now, ["x"]).Should().BeTrue();
    }

    [Fact]
    public void A_purge_of_all_holds_for_values_without_tags_too()
    {
        var stamps = new PurgeStamps();
        var before = stamps.Now;

        stamps.PurgeHere(PurgeStamps.Everything);

        stamps.IsCurrent(before, []).Should().BeFalse();
        stamps.IsCurrent(stamps.Now, []).Should().BeTrue();
    }

    [Fact]
    public void A_purge_that_only_this_gateway_knows_never_takes_the_number_of_a_shared_one()
    {
        var stamps = new PurgeStamps(isShared: true);
        stamps.Apply(new PurgeReading(57, 0, []));
        stamps.PurgeHere("mine");
        var away = stamps.Now;

        // Somebody else was given the next shared number meanwhile, after that fetch began.
        stamps.Apply("theirs", 58).Should().BeTrue();

        stamps.IsCurrent(away, ["theirs"]).Should().BeFalse();
        stamps.IsCurrent(away, ["mine"]).Should().BeTrue();
    }

    [Fact]
    public void The_counter_of_redis_alone_moves_the_number_and_a_purge_here_is_above_it()
    {
        var stamps = new PurgeStamps(isShared: true);
        stamps.Apply("x", 10);
        stamps.Apply(new PurgeReading(5000, 0, []));
        var stamp = stamps.Now;

        stamps.PurgeHere("x");

        stamps.IsCurrent(stamp, ["x"]).Should().BeFalse();
        stamps.IsCurrent(stamps.Now, ["x"]).Should().BeTrue();
    }

    [Fact]
    public void More_purges_here_than_there_are_numbers_purge_more_and_never_less()
    {
        var stamps = new PurgeStamps(isShared: true);
        stamps.Apply(new PurgeReading(57, 0, []));
        for (var i = 0; i < 1 << 20; i++)
        {
            stamps.PurgeHere("x");
        }

        var stamp = stamps.Now;
        stamps.PurgeHere("x");

        stamps.IsCurrent(stamp, ["x"]).Should().BeFalse();
        stamps.IsCurrent(stamps.Now, ["x"]).Should().BeFalse("it cannot be told from what was before");
        stamps.IsCurrent(stamps.Now, ["y"]).Should().BeTrue();
        stamps.Apply(new PurgeReading(59, 0, []));
        stamps.IsCurrent(stamps.Now, ["x"]).Should().BeTrue();
    }

    [Fact]
    public void A_purge_out_of_turn_shows_that_another_was_missed()
    {
        var stamps = new PurgeStamps(isShared: true);
        stamps.Apply(new PurgeReading(5, 0, []));

        stamps.Apply("a", 6).Should().BeTrue();
        stamps.Apply("c", 8).Should().BeFalse();
        stamps.Heard.Should().Be(6);
        stamps.Apply(new PurgeReading(8, 0, [("b", 7)]));
        stamps.Heard.Should().Be(8);
        stamps.Apply("a", 6).Should().BeTrue("it is known");
    }

    [Fact]
    public void An_entry_that_was_found_current_is_looked_at_again_after_every_purge_also_after_one_out_of_turn()
    {
        var stamps = new PurgeStamps(isShared: true);
        stamps.Apply(new PurgeReading(5, 0, []));
        var (a, b) = (Entry("a"), Entry("b"));
        stamps.Apply("c", 8);
        stamps.IsCurrent(a).Should().BeTrue();
        stamps.IsCurrent(b).Should().BeTrue();

        stamps.Apply("a", 7);
        stamps.IsCurrent(a).Should().BeFalse();
        stamps.IsCurrent(b).Should().BeTrue();
        stamps.PurgeHere(PurgeStamps.Everything);
        stamps.IsCurrent(b).Should().BeFalse();

        MemoryEntry Entry(string tag) => new(null, 1, stamps.Now, [tag], DateTimeOffset.MaxValue);
    }

    [Fact]
    public void What_is_forgotten_stays_purged()
    {
        var stamps = new PurgeStamps();
        var before = stamps.Now;
        for (var i = 0; i < PurgeStamps.MostTags + 1; i++)
        {
            stamps.PurgeHere($"t{i}");
        }

        var after = stamps.Now;

        stamps.IsCurrent(before, ["t0"]).Should().BeFalse();
        stamps.IsCurrent(before, ["never purged"]).Should().BeFalse("the price of forgetting");
        stamps.IsCurrent(after, ["t0"]).Should().BeTrue();
        stamps.Shared().Tags.Count.Should().BeLessThan(PurgeStamps.MostTags);
    }

    [Fact]
    public void A_pattern_purges_the_modules_that_it_matches_and_what_is_below_them()
    {
        var stamps = new PurgeStamps();
        var before = stamps.Now;
        stamps.PurgeHere(CacheTags.Matching("*.corp.example/team-?"));

        stamps.IsCurrent(before, ["module:git.corp.example/team-a/x"]).Should().BeFalse();
        stamps.IsCurrent(before, ["module:git.corp.example/team"]).Should().BeTrue();
        stamps.IsCurrent(before, ["database:git.corp.example/team-a"]).Should().BeTrue();
        stamps.IsCurrent(stamps.Now, ["module:git.corp.example/team-a/x"]).Should().BeTrue();
    }

    [Fact]
    public void More_patterns_than_are_remembered_purge_more_and_never_less()
    {
        var stamps = new PurgeStamps();
        var before = stamps.Now;
        for (var i = 0; i <= PurgeStamps.MostPatterns; i++)
        {
            stamps.PurgeHere(CacheTags.Matching($"*.p{i}"));
        }

        stamps.IsCurrent(before, ["module:x.p0"]).Should().BeFalse();
        stamps.IsCurrent(before, ["module:never.purged"]).Should().BeFalse("the price of forgetting");
        stamps.IsCurrent(stamps.Now - 1, [$"module:x.p{PurgeStamps.MostPatterns}"]).Should().BeFalse();
        stamps.IsCurrent(stamps.Now, ["module:x.p0"]).Should().BeTrue();
    }

    [Fact]
    public void Too_many_purges_to_remember_become_one_of_all()
    {
        var backlog = new PurgeBacklog();

        backlog.Add([.. Enumerable.Range(0, PurgeStamps.MostTags + 1).Select(i => $"t{i}")]);

        backlog.Take(10).Should().Equal(PurgeStamps.Everything);
        backlog.Count.Should().Be(0);
    }

    [Fact]
    public async Task While_others_purge_no_reader_sees_an_answer_from_before_come_back()
    {
        var stamps = new PurgeStamps();
        var latest = 0L;
        var purging = Task.Run(() =>
        {
            for (var i = 0; i < 200_000; i++)
            {
                Volatile.Write(ref latest, stamps.PurgeHere("x"));
            }
        }, TestContext.Current.CancellationToken);

        while (!purging.IsCompleted)
        {
            var known = Volatile.Read(ref latest);
            stamps.IsCurrent(known - 1, ["x"]).Should().BeFalse();
        }

        await purging;
    }
}
