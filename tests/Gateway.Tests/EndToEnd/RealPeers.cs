namespace Gateway.Tests.EndToEnd;

/// <summary>Tests with <c>[Collection&lt;RealPeers&gt;]</c> share the <see cref="Peers"/> and run one after the other.</summary>
[CollectionDefinition]
public sealed class RealPeers : ICollectionFixture<Peers>;
