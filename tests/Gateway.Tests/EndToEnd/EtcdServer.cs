using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Gateway.Tests.Caching;

namespace Gateway.Tests.EndToEnd;

/// <summary>A real etcd on free loopback ports, spoken to over its JSON gateway.</summary>
internal sealed class EtcdServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/etcd";
    private const int Tries = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client;
    private readonly string _peer = $"http://127.0.0.1:{LoopbackPort.Free()}";
    private readonly string[] _identity;
    private Process? _process;
    private LineLog? _log;

    private EtcdServer(X509Certificate2? certificate)
    {
        Address = new Uri($"{(certificate is null ? "http" : "https")}://127.0.0.1:{LoopbackPort.Free()}/");
        // Whom the gateway trusts is what is tested, not whom the test does.
        _client = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator }) { BaseAddress = Address };
        _identity = certificate is null ? [] : ["--cert-file", _folder["etcd.pem"], "--key-file", _folder["etcd.key"]];
        if (certificate is not null)
        {
            File.WriteAllText(_folder["etcd.pem"], certificate.ExportCertificatePem());
            File.WriteAllText(_folder["etcd.key"], certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        }
    }

    public Uri Address { get; }

    /// <param name="cancellation">Ends the waiting for it to answer.</param>
    /// <param name="certificate">What it speaks TLS with; null for not at all.</param>
    public static async Task<EtcdServer> StartAsync(CancellationToken cancellation, X509Certificate2? certificate = null)
    {
        for (var tries = 1; ; tries++)
        {
            var server = new EtcdServer(certificate);
            try
            {
                await server.StartAgainAsync(cancellation);
                return server;
            }
            catch (InvalidOperationException) when (tries < Tries)
            {
                // Somebody else took a port.
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts it, with what it held before.</summary>
    public async Task StartAgainAsync(CancellationToken cancellation)
    {
        var url = Address.GetLeftPart(UriPartial.Authority);
        string[] arguments =
        [
            "--data-dir", _folder["data"], "--listen-client-urls", url, "--advertise-client-urls", url, "--listen-peer-urls", _peer,
            "--initial-advertise-peer-urls", _peer, "--initial-cluster", $"default={_peer}", "--logger", "zap", "--log-outputs", "stdout", .. _identity,
        ];
        _process = Process.Start(Execution.Start(Program, arguments, _folder.Path, new Dictionary<string, string>()))!;
        _log = new LineLog(_process.StandardOutput);
        await Eventually.TrueAsync(IsUpAsync, "etcd answers", cancellation);
    }

    public async Task KillAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        if (_log is not null)
        {
            await _log.DisposeAsync();
            _log = null;
        }

        _process?.Dispose();
        _process = null;
    }

    public Task PutAsync(string key, string value, string lease = "0") => AskAsync("v3/kv/put", new { key = Bytes(key), value = Bytes(value), lease });

    public Task DeleteAsync(string key) => AskAsync("v3/kv/deleterange", new { key = Bytes(key) });

    /// <summary>A lease that outlives any test.</summary>
    /// <remarks>In a dictionary, whose keys stay in capitals: etcd takes a TTL in others for none, which is two seconds.</remarks>
    public async Task<string> GrantAsync() => (await AskAsync("v3/lease/grant", new Dictionary<string, string> { ["TTL"] = "3600" })).GetProperty("ID").GetString()!;

    /// <summary>Ends a lease, and with it every key under it, as its time would.</summary>
    public Task EndAsync(string lease) => AskAsync("v3/lease/revoke", new Dictionary<string, string> { ["ID"] = lease });

    /// <summary>From now on everybody must say who he is.</summary>
    public async Task RequirePasswordAsync(string password)
    {
        await AskAsync("v3/auth/user/add", new { name = "root", password });
        await AskAsync("v3/auth/role/add", new { name = "root" });
        await AskAsync("v3/auth/user/grant", new { user = "root", role = "root" });
        await AskAsync("v3/auth/enable", new { });
    }

    /// <summary>Says from now on who the test is.</summary>
    public async Task LogInAsync(string password)
    {
        var answer = await AskAsync("v3/auth/authenticate", new { name = "root", password });
        _client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", answer.GetProperty("token").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _client.Dispose();
        _folder.Dispose();
    }

    private async Task<JsonElement> AskAsync(string path, object body)
    {
        using var answer = await _client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private async Task<bool> IsUpAsync()
    {
        if (_process!.HasExited)
        {
            throw new InvalidOperationException($"etcd does not start:\n{string.Join('\n', _log!.Lines)}");
        }

        try
        {
            using var health = await _client.GetAsync("health");
            return health.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Bytes(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
