namespace Gateway.Upstreams;

/// <summary>The beginning of a zip that a client has.</summary>
/// <param name="Length">How much of it, in bytes.</param>
/// <param name="ETag">The validator it came with, with quotes.</param>
internal sealed record ZipBeginning(long Length, string ETag);
