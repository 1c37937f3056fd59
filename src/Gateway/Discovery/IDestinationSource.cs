namespace Gateway.Discovery;

/// <summary>Somebody who knows the destinations of a cluster, and when they change.</summary>
internal interface IDestinationSource : IDisposable
{
    /// <summary>
    /// What it names now: the first time, and after a failure, at once; else when something may have changed, or after a while.
    /// </summary>
    /// <exception cref="HttpRequestException">It cannot be asked, or refuses; so are <see cref="IOException"/>, <see cref="System.Text.Json.JsonException"/> and <see cref="OperationCanceledException"/> after its time-out.</exception>
    Task<IReadOnlyList<Named>> NextAsync(CancellationToken cancellation);
}
