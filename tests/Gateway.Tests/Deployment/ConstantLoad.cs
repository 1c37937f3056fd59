using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Deployment;

/// <summary>Requests at a fixed rate, whether earlier ones were answered or not, from an address that is not the balancer's.</summary>
internal sealed class ConstantLoad : IAsyncDisposable
{
    public const string Client = "127.0.0.2";

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _faults = [];
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly IReadOnlyDictionary<string, byte[]> _truth;
    private readonly Task _sending;
    private int _answers;

    /// <param name="address">Who is asked.</param>
    /// <param name="truth">What is asked for, and the right answers.</param>
    public ConstantLoad(Uri address, IReadOnlyDictionary<string, byte[]> truth)
    {
        (_address, _truth) = (address, truth);
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromSeconds(1), ConnectCallback = ConnectAsync }) { Timeout = TimeSpan.FromSeconds(30) };
        _sending = SendAsync();
    }

    /// <summary>What was not answered rightly, and how.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Ends it; comes back when the last answer is there.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await _sending;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        _end.Dispose();
    }

    private async Task SendAsync()
    {
        var paths = _truth.Keys.ToArray();
        var sent = new List<Task>();
        using var clock = new PeriodicTimer(Between);
        while (!_end.IsCancellationRequested)
        {
            await clock.WaitForNextTickAsync(CancellationToken.None);
            sent.Add(AskAsync(paths[sent.Count % paths.Length]));
        }

        await Task.WhenAll(sent);
    }

    private async Task AskAsync(string path)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri(_address, path));
            var body = await response.Content.ReadAsByteArrayAsync();
            if (response.StatusCode != HttpStatusCode.OK || !body.AsSpan().SequenceEqual(_truth[path]))
            {
                _faults.Enqueue($"{path}: {(int)response.StatusCode}, {body.Length} bytes");
            }
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or TaskCanceledException)
        {
            _faults.Enqueue($"{path}: {failed}");
        }

        Interlocked.Increment(ref _answers);
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(Client), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
