using Gateway.Health;
using Gateway.Upstreams;

namespace Gateway.Ops;

/// <summary>What an operator is told of drains, as JSON.</summary>
/// <param name="Words">Who obeys, in a sentence.</param>
/// <param name="Shared">Whether the other gateways were told.</param>
/// <param name="Instances">The gateways that are there, the one that was asked first.</param>
/// <param name="Drains">Every drain in force.</param>
/// <param name="Destinations">The destinations that the order was about, or those that are drained, as the gateway that was asked sees them.</param>
internal sealed record DrainsAnswer(
    string Words, bool Shared, IReadOnlyList<DrainObeyed> Instances, IReadOnlyList<DrainAnswer> Drains, IReadOnlyList<DestinationAnswer> Destinations)
{
    public static DrainsAnswer Of(DrainAssent assent, bool hasOthers, IEnumerable<Drain> drains, IEnumerable<Destination> destinations)
    {
        var instances = assent.Words.Select(DrainObeyed.Of).ToList();
        return new(Say(assent.IsShared, hasOthers, instances), assent.IsShared, instances, [.. drains.Select(DrainAnswer.Of)], [.. destinations.Select(DestinationAnswer.Of)]);
    }

    private static string Say(bool isShared, bool hasOthers, List<DrainObeyed> instances)
    {
        var silent = instances.Where(instance => !instance.Obeys).Select(instance => instance.Name).ToList();
        return !hasOthers ? $"obeyed by {instances[0].Name} alone: without Caching:Redis each gateway has to be told"
            : !isShared ? $"obeyed by {instances[0].Name} alone: Redis is away; the other gateways are told when it is back"
            : silent.Count > 0 ? $"obeyed by {instances.Count - silent.Count} of {instances.Count} gateways; not a word yet from {string.Join(", ", silent)}"
            : $"obeyed by {string.Join(", ", instances.Select(instance => instance.Name))}";
    }
}
