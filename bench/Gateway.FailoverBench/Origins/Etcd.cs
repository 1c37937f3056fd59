using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.FailoverBench.Origins;

/// <summary>A real etcd with the replicas' addresses under a prefix.</summary>
internal sealed class Etcd : IAsyncDisposable
{
    public const string Prefix = "/gateway/athens/";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-bench-etcd");
    private readonly HttpClient _client;
    private Process? _process;

    private Etcd()
    {
        Address = FreeAddress();
        _client = new HttpClient { BaseAddress = new Uri(Address) };
    }

    public string Address { get; }

    public static async Task<Etcd> StartAsync()
    {
        var (etcd, peer) = (new Etcd(), FreeAddress());
        string[] arguments =
        [
            "--data-dir", etcd._folder.FullName, "--listen-client-urls", etcd.Address, "--advertise-client-urls", etcd.Address, "--listen-peer-urls", peer,
            "--initial-advertise-peer-urls", peer, "--initial-cluster", $"default={peer}", "--logger", "zap", "--log-outputs", "/dev/null",
        ];
        etcd._process = Process.Start(new ProcessStartInfo("etcd", arguments));
        while (!await etcd.IsUpAsync())
        {
            await Task.Delay(Look);
        }

        return etcd;
    }

    public Task PutAsync(string name, Uri address) => AskAsync("v3/kv/put", new { key = Bytes(Prefix + name), value = Bytes($"{address}") });

    public Task DeleteAsync(string name) => AskAsync("v3/kv/deleterange", new { key = Bytes(Prefix + name) });

    public async ValueTask DisposeAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task AskAsync(string path, object body)
    {
        using var answer = await _client.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<bool> IsUpAsync()
    {
        try
        {
            using var health = await _client.GetAsync("health");
            return health.IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!_process!.HasExited)
        {
            return false;
        }
    }

    private static string Bytes(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
