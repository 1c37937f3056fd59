using FsCheck;
using FsCheck.Fluent;
using Gateway.Caching;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Tests.Caching;

/// <summary>Two gateways over one shared tier against a model of a few lines, whatever is done to them in whatever order.</summary>
public sealed class TieredModelTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(200).WithQuietOnSuccess(true);

    private static readonly string[] Keys = ["a", "b", "c"];
    private static readonly string[] Tags = ["x", "y", "*"];

    private static readonly Gen<Step> AnyStep = Gen.Frequency(
        (6, from gateway in Gen.Choose(0, 1) from key in Gen.Elements(Keys) select new Step("find", gateway, key, 0)),
        (4, from gateway in Gen.Choose(0, 1) from key in Gen.Elements(Keys) from minutes in Gen.Choose(0, 9) select new Step("keep", gateway, key, minutes)),
        (2, from gateway in Gen.Choose(0, 1) from key in Gen.Elements(Keys) select new Step("fetch", gateway, key, 0)),
        (2, from gateway in Gen.Choose(0, 1) from key in Gen.Elements(Keys) from minutes in Gen.Choose(1, 9) select new Step("land", gateway, key, minutes)),
        (2, from gateway in Gen.Choose(0, 1) from tag in Gen.Elements(Tags) select new Step("purge", gateway, tag, 0)),
        (1, from gateway in Gen.Choose(0, 1) from key in Gen.Elements(Keys) select new Step("remove", gateway, key, 0)),
        (2, from minutes in Gen.Choose(1, 6) select new Step("wait", 0, "", minutes)),
        (1, from minutes in Gen.Choose(1, 6) select new Step("set back", 0, "", minutes)),
        (2, from how in Gen.Elements("works", "works", "throws", "forgets", "spoils") select new Step(how, 0, "", 0)));

    [Fact]
    public void Nothing_expired_purged_or_spoilt_is_ever_served_and_memory_serves_what_it_was_given() =>
        Prop.ForAll(AnyStep.ListOf().ToArbitrary(), steps =>
        {
            var world = new World();
            foreach (var step in steps)
            {
                world.Do(step);
            }
        }).Check(Many);

    private sealed record Step(string What, int Gateway, string Subject, int Minutes);

    private sealed class World
    {
        private readonly TieredTime _time = new();
        private readonly TieredMemoryStore _store;
        private readonly TieredWorld[] _gateways;

        // The model: for each key every value ever kept, with the end of its life and the purges it has seen; and what each memory has.
        private readonly Dictionary<(string Key, string Text), (DateTimeOffset Until, TimeSpan Lifetime, int Fetched)> _kept = [];
        private readonly List<string> _purged = [];
        private readonly Dictionary<(int Gateway, string Key), (string Text, DateTimeOffset Until)> _memory = [];
        private readonly Dictionary<(int Gateway, string Key), (TieredValue Value, int Fetched)> _flights = [];
        private int _values;
        private bool _isStoreUp = true;

        public World()
        {
            _store = new TieredMemoryStore(_time);
            // Both see a purge at once here; how they come to do so is tested with a real Redis.
            var stamps = new PurgeStamps();
            _gateways = [new TieredWorld(_store, _time, stamps: stamps), new TieredWorld(_store, _time, stamps: stamps)];
        }

        public void Do(Step step)
        {
            var gateway = _gateways[step.Gateway];
            var at = (step.Gateway, step.Subject);
            switch (step.What)
            {
                case "find":
                    Find(gateway, at);
                    break;
                case "keep":
                    Keep(gateway, at, new TieredValue($"{_values++}", gateway.Stamps.Now), _purged.Count, step.Minutes);
                    break;
                case "fetch":
                    _flights[at] = (new TieredValue($"{_values++}", gateway.Stamps.Now), _purged.Count);
                    break;
                case "land" when _flights.Remove(at, out var flight):
                    Keep(gateway, at, flight.Value, flight.Fetched, step.Minutes);
                    break;
                case "purge":
                    Done(gateway.Cache.RemoveByTagAsync(step.Subject));
                    _purged.Add(step.Subject);
                    break;
                case "remove":
                    Done(gateway.Cache.RemoveAsync(step.Subject));
                    _memory.Remove(at);
                    if (_isStoreUp)
                    {
                        Find(gateway, at).Should().BeNull("it was taken out of every tier that this gateway sees");
                    }

                    break;
                case "set back":
                    // Nobody promises that what a clock has ended begins again with it.
                    _time.Move(-TimeSpan.FromMinutes(step.Minutes));
                    _memory.Clear();
                    break;
                case "wait":
                    _time.Move(TimeSpan.FromMinutes(step.Minutes));
                    break;
                case "throws":
                    _store.Before = _ => throw new IOException("away");
                    _isStoreUp = false;
                    break;
                case "works":
                    _store.Before = _ => Task.CompletedTask;
                    _isStoreUp = true;
                    break;
                case "forgets":
                    _store.Clear();
                    break;
                case "spoils":
                    foreach (var key in _store.Keys)
                    {
                        _store[key][_values++ % _store[key].Length] ^= 1;
                    }

                    break;
            }
        }

        private void Keep(TieredWorld gateway, (int Gateway, string Key) at, TieredValue value, int fetched, int minutes)
        {
            var until = _time.GetUtcNow() + TimeSpan.FromMinutes(minutes);
            _kept[(at.Key, value.Text)] = (until, TimeSpan.FromMinutes(minutes), fetched);
            Done(gateway.Cache.SetAsync(at.Key, value, new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(minutes) }, TagsOf(at.Key)));
            if (IsServable(at.Key, value.Text))
            {
                _memory[at] = (value.Text, until);
            }
        }

        private string? Find(TieredWorld gateway, (int Gateway, string Key) at)
        {
            var asked = gateway.Cache.GetOrCreateAsync<TieredValue?>(
                at.Key, _ => throw new InvalidOperationException(), new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableUnderlyingData });
            asked.IsCompleted.Should().BeTrue();
            var found = asked.AsTask().GetAwaiter().GetResult()?.Text;
            if (found is not null)
            {
                IsServable(at.Key, found).Should().BeTrue($"{found} is served under {at.Key}");
            }

            if (_memory.TryGetValue(at, out var own) && own.Until > _time.GetUtcNow() && IsServable(at.Key, own.Text))
            {
                found.Should().Be(own.Text, "it is in this gateway's memory");
            }
            else if (found is not null)
            {
                // A clock that was set back makes nothing live longer than it was given.
                var kept = _kept[(at.Key, found)];
                var longest = _time.GetUtcNow() + kept.Lifetime;
                _memory[at] = (found, kept.Until < longest ? kept.Until : longest);
            }

            return found;
        }

        private bool IsServable(string key, string text) =>
            _kept.TryGetValue((key, text), out var kept)
            && kept.Until > _time.GetUtcNow()
            && !_purged.Skip(kept.Fetched).Any(tag => tag == PurgeStamps.Everything || TagsOf(key).Contains(tag));

        private static string[] TagsOf(string key) => key switch { "a" => ["x"], "b" => ["x", "y"], _ => [] };

        private static void Done(ValueTask step)
        {
            step.IsCompleted.Should().BeTrue("nothing here waits");
            step.AsTask().GetAwaiter().GetResult();
        }
    }
}
