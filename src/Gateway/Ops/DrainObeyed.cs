using Gateway.Health;

namespace Gateway.Ops;

/// <summary>What an operator is shown of a gateway that has drains to obey, as JSON.</summary>
/// <param name="Name">Its name among the replicas.</param>
/// <param name="Obeys">Whether all drains are in force there; false: it is there and has not said so yet.</param>
/// <param name="InFlight">Requests that are under way there, by drained destination.</param>
internal sealed record DrainObeyed(string Name, bool Obeys, IReadOnlyDictionary<string, int> InFlight)
{
    public static DrainObeyed Of((DrainWord Word, bool Obeys) said) => new(said.Word.Instance, said.Obeys, said.Word.InFlight);
}
