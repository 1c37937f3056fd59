using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Access;

/// <summary>The certified <c>oidc-provider</c> on a free loopback port, as issuer of JWT access tokens for the audience <see cref="Audience"/>.</summary>
/// <remarks>
/// Three clients: <c>edge:1</c> with <see cref="ExchangeSecret"/>, which may exchange tokens for the audience <c>nexus</c>; <c>build</c> with the secret <c>build-secret</c> for client credentials (groups <c>ci</c>), and the public client
/// <c>relay</c> for the device flow with refresh tokens, where <see cref="ApproveAsync"/> plays <c>alice</c> (groups <c>dev</c>,
/// <c>corp</c>) in front of her browser.
/// </remarks>
internal sealed partial class OidcProvider : IAsyncDisposable
{
    public const string Audience = "gateway";
    public const string DeviceClient = "relay";
    public const string ExchangeClient = "edge:1";
    public const string ExchangeSecret = "edge+secret%1/";

    private const string Node = "/usr/bin/node";
    private const int Tries = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private readonly int _port = LoopbackPort.Free();
    private readonly int _lifetime;
    private Process? _process;
    private LineLog? _log;

    private OidcProvider(TimeSpan lifetime) => _lifetime = (int)lifetime.TotalSeconds;

    /// <summary>What stands in <c>iss</c>: an address without a slash at its end.</summary>
    public string Issuer => $"http://127.0.0.1:{_port}";

    /// <param name="cancellation">Ends the waiting for it to listen.</param>
    /// <param name="lifetime">How long access tokens are good; an hour when it is not said.</param>
    public static async Task<OidcProvider> StartAsync(CancellationToken cancellation, TimeSpan? lifetime = null)
    {
        for (var tries = 1; ; tries++)
        {
            var provider = new OidcProvider(lifetime ?? TimeSpan.FromHours(1));
            try
            {
                await provider.StartAgainAsync(cancellation);
                return provider;
            }
            catch (EndOfStreamException) when (tries < Tries)
            {
                // Somebody else took the port.
                await provider.DisposeAsync();
            }
            catch
            {
                await provider.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts it on the port and with the keys it had before; what it gave out else, such as refresh tokens, it has forgotten.</summary>
    public async Task StartAgainAsync(CancellationToken cancellation)
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Access", "OidcProvider", "provider.mjs"), Text(_port), _folder["keys.json"], Text(_lifetime)];
        var environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["OIDC_PROVIDER"] = InstalledIn() };
        _process = Process.Start(Execution.Start(Node, arguments, _folder.Path, environment))!;
        // It warns at length that http is for tests only.
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        _log = new LineLog(_process.StandardOutput);
        using var bounded = Patience.Bounded(cancellation);
        await _log.FindAsync(ListeningLine(), 1, bounded.Token);
    }

    /// <summary>Ends it at once.</summary>
    public async Task StopAsync()
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

    /// <summary>From now on it signs with other keys and no longer knows the old ones.</summary>
    public async Task ChangeKeysAsync() => (await _client.PostAsync($"{Issuer}/test/keys", null)).EnsureSuccessStatusCode();

    /// <summary>A fresh access token of the client <c>build</c>.</summary>
    public async Task<string> IssueAsync(CancellationToken cancellation)
    {
        var (_, answer) = await PostAsync(
            "/token", cancellation, ("grant_type", "client_credentials"), ("client_id", "build"), ("client_secret", "build-secret"), ("scope", "read"));
        return answer.GetProperty("access_token").GetString()!;
    }

    /// <summary>Signs <c>alice</c> in on a device; her access token and her id token.</summary>
    public async Task<(string Access, string Id)> SignInAsync(CancellationToken cancellation)
    {
        var (_, device) = await PostAsync("/device/auth", cancellation, ("client_id", DeviceClient), ("scope", "openid offline_access"));
        await ApproveAsync(device.GetProperty("user_code").GetString()!);
        var (_, tokens) = await PostAsync(
            "/token",
            cancellation,
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("client_id", DeviceClient),
            ("device_code", device.GetProperty("device_code").GetString()!));
        return (tokens.GetProperty("access_token").GetString()!, tokens.GetProperty("id_token").GetString()!);
    }

    /// <summary>Posts a form.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(
        string path, CancellationToken cancellation, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await _client.PostAsync(Issuer + path, content, cancellation);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation));
    }

    /// <summary>Signs in as <c>alice</c> and says yes to the device that shows the code.</summary>
    public async Task ApproveAsync(string userCode) => (await _client.PostAsync($"{Issuer}/test/approve?user_code={userCode}", null)).EnsureSuccessStatusCode();

    /// <summary>Says no to the device that shows the code.</summary>
    public async Task DenyAsync(string userCode) => (await _client.PostAsync($"{Issuer}/test/deny?user_code={userCode}", null)).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        _folder.Dispose();
    }

    // tests/peers puts it beside what is built; the release is in the path, so that another one is another folder.
    private static string InstalledIn()
    {
        var peers = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "peers"));
        return Directory.Exists(peers) && Directory.GetDirectories(peers, "oidc-provider@*").Order().LastOrDefault() is { } folder
            ? Path.Combine(folder, "package.json")
            : throw new DirectoryNotFoundException("oidc-provider is not installed: run tests/peers.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^listening on ")]
    private static partial Regex ListeningLine();
}
