using System.Net.Http.Json;
using System.Net.Mime;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Ops;
using Gateway.Tests.Caching;

namespace Gateway.Tests.EndToEnd;

/// <summary>Two gateway processes of one name with one origin and one real Redis.</summary>
internal sealed partial class Replicas : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private string[] _arguments = [];

    private Replicas(TemporaryFolder folder, RedisServer redis, RedisRelay relay, Origin origin) =>
        (_folder, Redis, Relay, Origin) = (folder, redis, relay, origin);

    public RedisServer Redis { get; }

    /// <summary>The second one's way to Redis.</summary>
    public RedisRelay Relay { get; }

    public Origin Origin { get; }

    public GatewayProcess First { get; private set; } = null!;

    public GatewayProcess Second { get; private set; } = null!;

    /// <summary>Holds Redis's password.</summary>
    public string PasswordFile => _folder["password"];

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    /// <param name="skew">How far the first one's clock is ahead, and the second one's behind.</param>
    /// <param name="arguments">More settings of both.</param>
    public static Task<Replicas> StartAsync(TimeSpan skew = default, params string[] arguments) => StartAsync(static settings => settings, skew, arguments);

    /// <param name="change">What else the settings of both say, before the route for all modules.</param>
    /// <param name="skew">How far the first one's clock is ahead, and the second one's behind.</param>
    /// <param name="arguments">More settings of both.</param>
    public static async Task<Replicas> StartAsync(Func<LabSettings, LabSettings> change, TimeSpan skew = default, params string[] arguments)
    {
        var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["password"], "old\n", Patience);
        var redis = await RedisServer.StartAsync(server =>
        {
            server.Password = "old";
            return ["--requirepass", "old"];
        }, Patience);
        var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        var replicas = new Replicas(folder, redis, await RedisRelay.StartAsync(redis.Port), origin);
        try
        {
            await replicas.StartAsync(change(new LabSettings().Cluster(origin)).Route("*", "origin"), skew, arguments);
            return replicas;
        }
        catch
        {
            await replicas.DisposeAsync();
            throw;
        }
    }

    public Task<HttpResponseMessage> AskAsync(GatewayProcess gateway, string path) => _client.GetAsync(gateway.GoProxy + path, Patience);

    /// <summary>The status, and whether the answer was kept.</summary>
    public async Task<(int Status, bool IsHit)> LookAsync(GatewayProcess gateway, string path)
    {
        using var response = await AskAsync(gateway, path);
        await response.Content.ReadAsByteArrayAsync(Patience);
        var isHit = response.Headers.TryGetValues("Cache-Status", out var status) && status.Single().StartsWith("gateway; hit", StringComparison.Ordinal);
        return ((int)response.StatusCode, isHit);
    }

    public async Task<PurgeAnswer> PurgeAsync(GatewayProcess gateway, string what)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(gateway.Ops, $"api/cache/{what}"))
        {
            Content = new StringContent("", Encoding.UTF8, MediaTypeNames.Application.Json),
        };
        request.Headers.Add(OpsGatekeeper.Header, "1");
        using var response = await _client.SendAsync(request, Patience);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<PurgeAnswer>(Patience))!;
    }

    /// <summary>Asks for drains, orders one (<c>PUT</c>) or ends one (<c>DELETE</c>).</summary>
    public async Task<DrainsAnswer> DrainAsync(GatewayProcess gateway, HttpMethod method, string target = "", string body = "{}")
    {
        using var request = new HttpRequestMessage(method, new Uri(gateway.Ops, $"api/drains{target}"))
        {
            Content = new StringContent(body, Encoding.UTF8, MediaTypeNames.Application.Json),
        };
        request.Headers.Add(OpsGatekeeper.Header, "1");
        using var response = await _client.SendAsync(request, Patience);
        response.IsSuccessStatusCode.Should().BeTrue(await response.Content.ReadAsStringAsync(Patience));
        return (await response.Content.ReadFromJsonAsync<DrainsAnswer>(Patience))!;
    }

    /// <summary>One more gateway, to be disposed by the caller.</summary>
    public Task<GatewayProcess> StartThirdAsync() =>
        GatewayProcess.StartAsync(Patience, [.. _arguments, "--Gateway:Instance=third", $"--Caching:Redis:Connection={Redis.Address}"]);

    /// <summary>Waits until what one of them fetches is served by the other, both ways.</summary>
    public async Task AreOneAsync()
    {
        foreach (var (one, other) in new[] { (First, Second), (Second, First) })
        {
            await Eventually.TrueAsync(async () =>
            {
                const string Path = "/example.org/hello/@v/v1.0.0.mod";
                await PurgeAsync(other, "example.org/hello@v1.0.0");
                await PurgeAsync(one, "example.org/hello@v1.0.0");
                return (await LookAsync(one, Path)).Status == 200 && (await LookAsync(other, Path)).IsHit;
            }, "they share what they keep", Patience);
        }
    }

    /// <summary>How often it said that Redis is left alone, and that it is used again.</summary>
    public static (int Paused, int Resumed) Changes(GatewayProcess gateway)
    {
        // One look for both: it goes on logging.
        var lines = gateway.Lines;
        return (lines.Count(line => Paused().IsMatch(line)), lines.Count(line => Resumed().IsMatch(line)));
    }

    public async ValueTask DisposeAsync()
    {
        Origin.Heal();
        _client.Dispose();
        foreach (var gateway in new[] { First, Second })
        {
            await (gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await Relay.DisposeAsync();
        await Origin.DisposeAsync();
        await Redis.DisposeAsync();
        _folder.Dispose();
    }

    [GeneratedRegex(@"\[3001\]")]
    public static partial Regex Paused();

    [GeneratedRegex(@"\[3002\]")]
    public static partial Regex Resumed();

    [GeneratedRegex(@"\[3003\]")]
    public static partial Regex WritesRefused();

    [GeneratedRegex(@"\[3004\]")]
    public static partial Regex WritesTaken();

    private async Task StartAsync(LabSettings settings, TimeSpan skew, string[] arguments)
    {
        settings
            .Set("Listeners:Ops:Url", "http://127.0.0.1:0")
            .Set("Caching:Redis:PasswordFile", PasswordFile)
            // Nobody can replace what they share.
            .Set("Caching:Redis:KeyFile", _folder["key"]);
        await File.WriteAllTextAsync(_folder["key"], new string('k', 32), Patience);
        await File.WriteAllTextAsync(_folder["appsettings.json"], settings.ToString(), Patience);
        // Unless a test is about a Redis that is slow: a busy machine is.
        string[] patient = arguments.Any(argument => argument.Contains("Redis:Timeout", StringComparison.Ordinal)) ? [] : ["--Caching:Redis:Timeout=00:00:02"];
        string[] all = [$"--settings={_folder.Path}", .. patient, .. arguments];
        _arguments = all;
        var first = GatewayProcess.StartAsync(FakeTime.Of(skew), Patience, [.. all, "--Gateway:Instance=first", $"--Caching:Redis:Connection={Redis.Address}"]);
        var second = GatewayProcess.StartAsync(FakeTime.Of(-skew), Patience, [.. all, "--Gateway:Instance=second", $"--Caching:Redis:Connection={Relay.Address}"]);
        (First, Second) = (await first, await second);
        await AreOneAsync();
    }
}
