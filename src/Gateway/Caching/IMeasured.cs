namespace Gateway.Caching;

/// <summary>A value that knows what it takes in memory; without it the value is serialized to be measured.</summary>
internal interface IMeasured
{
    /// <summary>Bytes, about.</summary>
    long Size { get; }
}
