namespace Gateway.Caching;

/// <summary>What lies in Redis under a key that several gateways write.</summary>
/// <param name="Payload">What may be believed of it; empty where nothing is there, or nothing that may be.</param>
/// <param name="End">Its last bytes, believed or not, which tell it from whatever else may lie there; empty where nothing does.</param>
internal readonly record struct SwapReading(ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> End);
