using System.Collections.Concurrent;
using System.Diagnostics;

namespace Gateway.Tests.EndToEnd;

/// <summary>Clients who ask both gateways without pause. What is not answered rightly is remembered, and so is the longest wait.</summary>
internal sealed class ReplicaLoad : IAsyncDisposable
{
    private const int Clients = 2;

    // Fast enough to have requests under way whatever happens, slow enough to leave the machine to the gateways.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    // Kept in Redis, each of them, but for what is not there: that is asked for upstream every time.
    private static readonly string[] Paths =
    [
        "/example.org/hello/@v/list", "/example.org/hello/@v/v1.0.0.info", "/example.org/hello/@v/v1.0.0.mod", "/example.org/hello/@v/v1.0.0.zip",
        "/example.org/hello/@v/v1.1.0.mod", "/example.org/hello/@v/v1.1.0.zip", "/example.org/hello/@latest", "/example.org/text/@v/v1.1.0.mod",
        "/example.org/hello/@v/v1.99.{0}.info",
    ];

    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Dictionary<string, byte[]> _truth = [];
    private readonly ConcurrentQueue<string> _faults = [];
    private Task[] _clients = [];
    private long _answers;
    private long _longest;

    private ReplicaLoad()
    {
    }

    /// <summary>What was answered wrongly or not at all.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public long Answers => Interlocked.Read(ref _answers);

    public TimeSpan Longest => TimeSpan.FromTicks(Interlocked.Read(ref _longest));

    public static async Task<ReplicaLoad> StartAsync(Replicas replicas)
    {
        var load = new ReplicaLoad();
        foreach (var path in Paths.Where(path => !path.Contains('{')))
        {
            load._truth[path] = await load._client.GetByteArrayAsync(new Uri(replicas.Origin.Address, path), TestContext.Current.CancellationToken);
        }

        load._clients = [.. new[] { replicas.First, replicas.Second }.SelectMany(gateway => Enumerable.Range(0, Clients).Select(client => load.RunAsync(gateway, client)))];
        return load;
    }

    /// <summary>Waits until so many more requests were answered.</summary>
    public Task GoesOnAsync(int answers)
    {
        var goal = Answers + answers;
        return Caching.Eventually.TrueAsync(() => Answers >= goal, "requests go on", TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_clients);
        _client.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync(GatewayProcess gateway, int client)
    {
        using var pace = new PeriodicTimer(Pace);
        for (var turn = client; !_end.IsCancellationRequested; turn++)
        {
            var path = Paths[turn % Paths.Length].Replace("{0}", $"{turn}", StringComparison.Ordinal);
            await AskAsync(gateway, path);
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task AskAsync(GatewayProcess gateway, string path)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var response = await _client.GetAsync(gateway.GoProxy + path);
            var body = await response.Content.ReadAsByteArrayAsync();
            var isRight = _truth.TryGetValue(path, out var truth) ? (int)response.StatusCode == 200 && body.AsSpan().SequenceEqual(truth) : (int)response.StatusCode == 404;
            if (!isRight)
            {
                _faults.Enqueue($"{path}: {(int)response.StatusCode}, {body.Length} bytes");
            }
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or TaskCanceledException)
        {
            _faults.Enqueue($"{path}: {failed.Message}");
        }

        var took = Stopwatch.GetElapsedTime(start).Ticks;
        for (var longest = Interlocked.Read(ref _longest); took > longest; longest = Interlocked.Read(ref _longest))
        {
            Interlocked.CompareExchange(ref _longest, took, longest);
        }

        Interlocked.Increment(ref _answers);
    }
}
