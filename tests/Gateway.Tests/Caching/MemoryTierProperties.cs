using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Caching;

namespace Gateway.Tests.Caching;

/// <summary>What holds for the memory tier, whatever is asked of it in whatever order.</summary>
public sealed class MemoryTierProperties
{
    private const long Bound = 10_000;
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true);

    private static readonly Gen<Step> Steps =
        from verb in Gen.Elements("keep", "keep", "keep", "find", "find", "find", "remove", "purge", "wait")
        from key in Gen.Choose(0, 30)
        from cost in Gen.Frequency((8, Gen.Choose(0, 600)), (2, Gen.Choose(600, 6000)), (1, Gen.Choose(9_000, 11_000)))
        from seconds in Gen.Choose(0, 20)
        select new Step(verb, $"key {key}", cost, seconds);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_tier_never_finds_what_a_plain_model_does_not_hold(int shards) =>
        Prop.ForAll(Steps.ListOf(150).ToArbitrary(), steps =>
        {
            var clock = new MemoryClock();
            var tier = new MemoryTier(Bound, clock, shards);
            var model = new Dictionary<string, MemoryEntry>();
            foreach (var step in steps)
            {
                Take(step, tier, model, clock);
                Holds(tier.Bytes is >= 0 and <= Bound, step);
            }

            var all = tier.All();
            Holds(all.All(pair => ReferenceEquals(model.GetValueOrDefault(pair.Key), pair.Value) && pair.Value.Expires > clock.GetUtcNow()), all);
            Holds(tier.Bytes == all.Sum(pair => MemoryCost.Of(pair.Key, pair.Value)), tier.Bytes);
            Holds(tier.Count == all.Count, tier.Count);
        }).Check(Many);

    private static void Take(Step step, MemoryTier tier, Dictionary<string, MemoryEntry> model, MemoryClock clock)
    {
        switch (step.Verb)
        {
            case "keep":
                var entry = MemoryEntries.Of(step.Cost, clock.GetUtcNow().AddSeconds(step.Seconds), step.Key);
                var fits = step.Seconds > 0 && tier.Bytes + MemoryCost.Of(step.Key, entry) <= Bound;
                tier.Keep(step.Key, entry);
                model[step.Key] = entry;
                Holds(!fits || tier.Find(step.Key) is not null, step);
                break;
            case "find":
                var found = tier.Find(step.Key);
                Holds(found is null || (ReferenceEquals(found, model.GetValueOrDefault(step.Key)) && found.Expires > clock.GetUtcNow()), step);
                break;
            case "remove":
                tier.Remove(step.Key);
                model.Remove(step.Key);
                break;
            case "purge":
                var before = tier.All().Count;
                var removed = tier.RemoveWhere((_, entry) => entry.Cost > step.Cost);
                Holds(tier.All().Count == before - removed, step);
                foreach (var (key, _) in model.Where(pair => pair.Value.Cost > step.Cost).ToList())
                {
                    model.Remove(key);
                }

                break;
            default:
                clock.Move(TimeSpan.FromSeconds(step.Seconds / 4));
                break;
        }
    }

    // Not an assertion of the library: it is asked half a million times.
    private static void Holds(bool claim, object seen, [CallerArgumentExpression(nameof(claim))] string words = "")
    {
        if (!claim)
        {
            throw new InvalidOperationException($"{words} does not hold: {seen}");
        }
    }

    private sealed record Step(string Verb, string Key, int Cost, int Seconds);
}
