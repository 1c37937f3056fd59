namespace Gateway.Caching;

/// <summary>A value that knows what purges were known before its fetch began; without it the moment of keeping counts.</summary>
internal interface IPurgeable
{
    /// <summary><see cref="PurgeStamps.Now"/>, read before the fetch began.</summary>
    long Stamp { get; }
}
