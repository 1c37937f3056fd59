namespace Gateway.Health;

/// <summary>Who has the drains in force that this gateway has.</summary>
/// <param name="IsShared">Whether the other gateways could be told; false: this one alone obeys.</param>
/// <param name="Words">What each gateway that is there says, this one first, and whether it obeys.</param>
internal sealed record DrainAssent(bool IsShared, IReadOnlyList<(DrainWord Word, bool Obeys)> Words);
