using System.Diagnostics;
using System.Text;
using Gateway.Bench.MemoryHits;

namespace Gateway.Bench.Trails;

/// <summary>Clients that ask one gateway for what it keeps, each over a connection of its own, one request after the other.</summary>
internal sealed class HitLoad : IDisposable
{
    public const string Path = "example.org/module/@v/v1.2.3.mod";

    /// <summary>What the origin has there.</summary>
    public static readonly byte[] Body = Encoding.ASCII.GetBytes("module example.org/module\n".PadRight(1000, '/'));

    private const int Clients = 4;

    private readonly HitClient[] _clients;
    private readonly byte[] _request;

    public HitLoad(Uri address)
    {
        _clients = [.. Enumerable.Range(0, Clients).Select(_ => new HitClient(address))];
        _request = HitClient.RequestFor(address, Path);
    }

    /// <summary>How many requests so many of each client are.</summary>
    public static int Requests(int ofEach) => Clients * ofEach;

    /// <summary>Asks so many times a client, and adds what each took in microseconds.</summary>
    public async Task<TimeSpan> RunAsync(int requests, List<double>? took)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(_clients.Select(client => Task.Factory.StartNew(() => Run(client, requests, took), TaskCreationOptions.LongRunning)));
        return Stopwatch.GetElapsedTime(started);
    }

    public void Dispose()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }
    }

    private void Run(HitClient client, int requests, List<double>? took)
    {
        var times = new double[requests];
        for (var asked = 0; asked < requests; asked++)
        {
            var started = Stopwatch.GetTimestamp();
            client.Ask(_request);
            times[asked] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        if (took is not null)
        {
            lock (took)
            {
                took.AddRange(times);
            }
        }
    }
}
