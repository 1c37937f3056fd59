using System.Collections.Concurrent;
using System.Diagnostics;

namespace Gateway.Tests.Chaos;

/// <summary>Clients that ask until so many answers came, and tell whoever paces himself by them.</summary>
internal sealed class ChaosClients(ChaosLandscape landscape, int seed, int requests) : IDisposable
{
    private readonly ConcurrentDictionary<int, Task> _inFlight = new();
    private readonly SemaphoreSlim _progress = new(0);
    private int _begun;
    private int _done;

    public ConcurrentQueue<ChaosFinding> Findings { get; } = [];

    public bool AreDone => Volatile.Read(ref _done) >= requests;

    public Task RunAsync(int clients) => Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => AskAsync(client))));

    /// <summary>Waits for this many more answers, or until the last.</summary>
    public async Task WaitForAsync(int answers)
    {
        for (var came = 0; came < answers && !AreDone; came++)
        {
            (await _progress.WaitAsync(TimeSpan.FromSeconds(20))).Should().BeTrue($"an answer must come; {_done} of {requests} did, seed {seed}");
        }
    }

    /// <summary>Waits until every request that is on its way now is over.</summary>
    public Task WaitForThoseInFlightAsync() => Task.WhenAll(_inFlight.Values);

    public void Dispose() => _progress.Dispose();

    private async Task AskAsync(int client)
    {
        var random = new Random(HashCode.Combine(seed, client));
        using var connection = new PlainClient(landscape.Gateway.AddressOf("Plain"));
        while (Interlocked.Increment(ref _begun) <= requests)
        {
            var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _inFlight[client] = over.Task;
            var target = landscape.Targets[random.Next(landscape.Targets.Count)];
            var from = Stopwatch.GetTimestamp();
            var answer = await connection.SendAsync(target);
            Findings.Enqueue(ChaosFinding.Of(landscape, target, answer, from, Stopwatch.GetTimestamp()));
            over.SetResult();
            Interlocked.Increment(ref _done);
            _progress.Release();
        }
    }
}
