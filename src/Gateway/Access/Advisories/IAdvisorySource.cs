using GoModules.Advisories;

namespace Gateway.Access.Advisories;

/// <summary>Reads a feed: whole or not at all. One reading at a time.</summary>
internal interface IAdvisorySource : IDisposable
{
    /// <summary>The advisories as they are now; null when nothing has changed since the last reading that came to something.</summary>
    /// <exception cref="FormatException">It is no such feed, or not all of it is; the message tells what, in words that fit into a log.</exception>
    /// <exception cref="HttpRequestException">It is away.</exception>
    /// <exception cref="IOException">It is away, or broke off.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    Task<AdvisoryIndex?> ReadAsync(CancellationToken cancellation);
}
