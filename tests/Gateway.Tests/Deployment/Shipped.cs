namespace Gateway.Tests.Deployment;

/// <summary>Tests with <c>[Collection&lt;Shipped&gt;]</c> share what was <see cref="Published"/> and run one after the other.</summary>
[CollectionDefinition]
public sealed class Shipped : ICollectionFixture<Published>;
