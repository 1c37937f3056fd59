namespace Gateway.Bench.Traces;

/// <summary>Something that can be asked for.</summary>
/// <param name="Key">The path it is asked for by.</param>
/// <param name="Size">The bytes of its body.</param>
internal readonly record struct TraceItem(string Key, int Size);
