namespace Gateway.Tests.Caching;

/// <summary>Runs when nothing else does: other tests take memory too.</summary>
[CollectionDefinition(nameof(MemoryAlone), DisableParallelization = true)]
public sealed class MemoryAlone;
