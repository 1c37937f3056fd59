using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Commands;
using Gateway.Credentials;
using Gateway.Lab.Certificates;
using Gateway.Relay;
using Gateway.Tests.EndToEnd;
using Microsoft.AspNetCore.Builder;

namespace Gateway.Tests.Relay;

/// <summary>A relay in this process in front of an edge of the test's own, and a folder for what is shown to it.</summary>
internal sealed class RelayBed : IAsyncDisposable
{
    private readonly StringWriter _screen = new();
    private WebApplication? _relay;

    private RelayBed(LabAuthority authority, RelayEdge edge)
    {
        Authority = authority;
        Edge = edge;
        File.WriteAllText(Folder["ca.pem"], authority.Pem);
    }

    public LabAuthority Authority { get; }

    public RelayEdge Edge { get; }

    public TemporaryFolder Folder { get; } = new();

    /// <summary>Asks the relay; redirects are not followed.</summary>
    public HttpClient Client { get; private set; } = null!;

    public Uri Address => Client.BaseAddress!;

    /// <summary>What the relay told the developer.</summary>
    public string Said => _screen.ToString();

    /// <summary>Starts an edge, but no relay yet.</summary>
    public static async Task<RelayBed> StartEdgeAsync(bool wantsCertificate = false)
    {
        var authority = new LabAuthority();
        return new RelayBed(authority, await RelayEdge.StartAsync(authority, wantsCertificate));
    }

    /// <summary>Starts both; the relay is started as <c>gateway relay</c> with these options would be.</summary>
    public static async Task<RelayBed> StartAsync(params string[] options)
    {
        var bed = await StartEdgeAsync();
        await bed.RelayAsync(plan => plan, TimeProvider.System, options);
        return bed;
    }

    public Task RelayAsync(params string[] options) => RelayAsync(plan => plan, TimeProvider.System, options);

    /// <summary>Starts the relay.</summary>
    public async Task RelayAsync(Func<RelayPlan, RelayPlan> change, TimeProvider time, params string[] options)
    {
        var arguments = CommandArguments.Read(["--authorities", Folder["ca.pem"], .. options], CredentialArguments.Options);
        var plan = change(new RelayPlan(Edge.Address, new(System.Net.IPAddress.Loopback, 0), null, CredentialArguments.Read(arguments, time)));
        _relay = RelayApp.Build(plan, new Terminal(TextReader.Null, TextWriter.Null, TextWriter.Synchronized(_screen)), time);
        await _relay.StartAsync();
        Client = GatewayClient.Create(new Uri(_relay.Urls.Single()), TimeSpan.FromMinutes(1));
    }

    /// <summary>Writes a client certificate with its key into one file; the file.</summary>
    public string WriteCertificate(string name, string file = "client.pem")
    {
        using var certificate = Authority.IssueServer([name]);
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Folder[file], $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return Folder[file];
    }

    public string Write(string file, string text)
    {
        File.WriteAllText(Folder[file], text);
        return Folder[file];
    }

    /// <summary>Something that looks like a JWT and names its end.</summary>
    public static string Jwt(string name, DateTimeOffset end) => $"e30.{Base64($$"""{"sub":"{{name}}","exp":{{end.ToUnixTimeSeconds()}}}""")}.c2ln";

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_relay is not null)
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _relay.StopAsync(soon.Token);
            await _relay.DisposeAsync();
        }

        await Edge.DisposeAsync();
        Authority.Dispose();
        Folder.Dispose();
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
