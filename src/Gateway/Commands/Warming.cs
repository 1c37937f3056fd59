using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Gateway.Commands;

/// <summary>Asks a gateway for files at a bounded rate, and throws the bodies away: the gateway keeps them.</summary>
internal sealed class Warming(HttpClient client, int perSecond, TimeProvider time)
{
    private const int AtOnce = 4;

    // A toolchain on a slow line; a gateway that hangs must not hold us for ever.
    private static readonly TimeSpan LongestFile = TimeSpan.FromMinutes(15);

    private readonly ConcurrentQueue<string> _failures = new();
    private int _fetched;
    private int _kept;

    public int Fetched => _fetched;

    /// <summary>Those that the gateway had already.</summary>
    public int Kept => _kept;

    /// <summary>A line for each file that did not come.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <exception cref="HttpRequestException">The gateway cannot be reached at all.</exception>
    public Task RunAsync(IEnumerable<string> paths, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            PacedAsync(paths, cancellation), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, FetchAsync);

    private async IAsyncEnumerable<string> PacedAsync(IEnumerable<string> paths, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1) / perSecond, time);
        var isFirst = true;
        foreach (var path in paths)
        {
            if (!isFirst)
            {
                await pace.WaitForNextTickAsync(cancellation);
            }

            isFirst = false;
            yield return path;
        }
    }

    private async ValueTask FetchAsync(string path, CancellationToken cancellation)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(LongestFile);
        try
        {
            using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, bounded.Token);
            if (!response.IsSuccessStatusCode)
            {
                _failures.Enqueue($"{path}: {await GatewayClient.DescribeAsync(response, bounded.Token)}");
                return;
            }

            await response.Content.CopyToAsync(Stream.Null, bounded.Token);
            _ = IsHit(response) ? Interlocked.Increment(ref _kept) : Interlocked.Increment(ref _fetched);
        }
        catch (Exception broken) when (IsOfThisFile(broken) && !cancellation.IsCancellationRequested)
        {
            _failures.Enqueue($"{path}: {GatewayClient.Describe(broken)}");
        }
    }

    private static bool IsHit(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Cache-Status", out var values) && values.Any(value => value.StartsWith("gateway; hit", StringComparison.Ordinal));

    // When nobody listens there, the next file fares no better.
    private static bool IsOfThisFile(Exception failure) => failure is IOException or OperationCanceledException
        || failure is HttpRequestException { HttpRequestError: not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError) };
}
