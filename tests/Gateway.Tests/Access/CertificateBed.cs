using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Settings;
using Gateway.Tests.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Access;

/// <summary>A gateway with an https listener <c>Edge</c>, and the files its certificates are in.</summary>
internal sealed class CertificateBed : IAsyncDisposable
{
    public const string Mod = "/example.org/hello/@v/v1.1.0.mod";

    private const long NoError = 0;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-certificates-");
    private Origin? _origin;
    private LabGateway? _gateway;

    public CertificateBed(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Servers = new LabAuthority("Lab servers", time);
        Clients = new LabAuthority("Lab clients", time);
        PutServer(Servers.IssueServer(["localhost", "127.0.0.1", "::1"]));
        Put("clients.pem", Clients.Pem);
    }

    public TimeProvider Time { get; }

    /// <summary>Vouches for the gateway.</summary>
    public LabAuthority Servers { get; }

    /// <summary>Vouches for clients.</summary>
    public LabAuthority Clients { get; }

    /// <summary>Holds the public modules.</summary>
    public Origin Origin => _origin ?? throw new InvalidOperationException("The gateway is not started.");

    public ReloadLog Log { get; } = new();

    public LabGateway Gateway => _gateway ?? throw new InvalidOperationException("The gateway is not started.");

    public Uri Edge => Gateway.AddressOf("Edge");

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    public void Put(string file, string content) => Put(file, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Replaces a file as a careful operator does.</summary>
    public void Put(string file, byte[] content)
    {
        File.WriteAllBytes(PathOf(file) + ".new", content);
        File.Move(PathOf(file) + ".new", PathOf(file), overwrite: true);
    }

    public void PutServer(X509Certificate2 certificate)
    {
        Put("server.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Put("server.pem", certificate.ExportCertificatePem());
    }

    /// <summary>Settings that ask clients of <c>Edge</c> for a certificate.</summary>
    public LabSettings Settings(string clients = "Certificate", object? route = null) => new LabSettings()
        .Cluster("origin", null, _origin?.Address ?? new Uri("http://127.0.0.1:1/")).Route("*", "origin", route)
        .Set("Listeners:Edge:Url", "https://127.0.0.1:0").Set("Listeners:Edge:Clients", clients)
        .Set("Listeners:Edge:Certificate", PathOf("server.pem")).Set("Listeners:Edge:Key", PathOf("server.key"))
        .Set("ClientCertificates:Authorities", PathOf("clients.pem"))
        // Wrong credentials by the hundred are the very thing here.
        .Set("Limits:Failures:Free", 100_000);

    public async Task<CertificateBed> StartAsync(Func<LabSettings, LabSettings>? change = null, string clients = "Certificate", object? route = null)
    {
        _origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        var settings = Settings(clients, route);
        _gateway = await LabGateway.StartAsync(change?.Invoke(settings) ?? settings, Time);
        _gateway.App.Services.GetRequiredService<ILoggerFactory>().AddProvider(Log);
        return this;
    }

    /// <summary>Reads all files again, as the watcher would a moment later. Whether they were taken.</summary>
    public Task<bool> ReloadAsync() => Gateway.App.Services.GetRequiredService<SettingsReloader>().ReloadAsync(TestContext.Current.CancellationToken);

    /// <summary>How a client trusts the gateway and shows a certificate, with those above it, or none.</summary>
    public SslClientAuthenticationOptions Tls(X509Certificate2? certificate = null, params IEnumerable<LabAuthority> above)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid };
        trust.CustomTrustStore.ImportFromPem(Servers.Pem);
        var collection = new X509Certificate2Collection();
        foreach (var authority in above)
        {
            collection.ImportFromPem(authority.Pem);
        }

        return new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = trust,
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, collection, offline: true),
        };
    }

    /// <summary>A client that does so.</summary>
    public HttpClient Client(X509Certificate2? certificate = null, int http = 1, params IEnumerable<LabAuthority> above)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = Tls(certificate, above) };
        return new HttpClient(handler)
        {
            BaseAddress = Edge,
            DefaultRequestVersion = http == 2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromMinutes(1),
        };
    }

    /// <summary>Asks for a module that is there. Whose connection ends well at that moment asks again, as every client of HTTP/2 does (RFC 9113, 6.8).</summary>
    public static async Task<(int Status, string Text)> AskAsync(HttpClient client, string path = Mod)
    {
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
                return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
            catch (HttpRequestException ended) when (ended.InnerException is HttpProtocolException { ErrorCode: NoError })
            {
                // .NET's client does so by itself, but not when the end and its reason came after it had chosen the connection and before it wrote.
            }
        }
    }

    /// <summary>Asks once, on a connection of its own.</summary>
    public async Task<(int Status, string Text)> AskAsync(X509Certificate2? certificate, params IEnumerable<LabAuthority> above)
    {
        using var client = Client(certificate, above: above);
        return await AskAsync(client);
    }

    public async ValueTask DisposeAsync()
    {
        await (_gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_origin?.DisposeAsync() ?? ValueTask.CompletedTask);
        Servers.Dispose();
        Clients.Dispose();
        Log.Dispose();
        _folder.Delete(recursive: true);
    }
}
