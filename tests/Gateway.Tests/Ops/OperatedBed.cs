using System.Net.Mime;
using System.Text;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Ops;

/// <summary>A gateway with a cache and an operators' listener, and what operators do there.</summary>
internal sealed class OperatedBed : IAsyncDisposable
{
    public const string List = CacheTestBed.List;
    public const string Mod = CacheTestBed.Mod;
    public const string OldMod = "/example.org/hello/@v/v1.0.0.mod";
    public const string Text = "/example.org/text/@v/v1.1.0.mod";
    public const string Storage = "/example.org/!azure/!storage/@v/v1.2.0.mod";
    public const string Toolchain = "/golang.org/toolchain/@v/v0.0.1-go1.99.0.linux-amd64.mod";

    /// <summary>One answer each of what can be purged apart.</summary>
    public static readonly string[] Everything = [List, Mod, OldMod, Text, Storage, Toolchain];

    private readonly HttpClient _operator;

    private OperatedBed(CacheTestBed bed)
    {
        Bed = bed;
        _operator = new HttpClient { BaseAddress = Ops };
    }

    public CacheTestBed Bed { get; }

    public Uri Ops => Bed.Gateway.AddressOf("Ops");

    public static async Task<OperatedBed> StartAsync() =>
        new(await CacheTestBed.StartAsync(settings => settings.Set("Listeners:Ops:Url", "http://127.0.0.1:0")));

    /// <summary>Has everything kept.</summary>
    public async Task FillAsync()
    {
        foreach (var path in Everything)
        {
            (await Bed.GetAsync(path)).Status.Should().Be(200, path);
        }
    }

    /// <summary>Which of everything is not kept, seen by asking for it.</summary>
    public async Task<IReadOnlyList<string>> AskedAgainAsync()
    {
        var missed = new List<string>();
        foreach (var path in Everything)
        {
            if (!(await Bed.GetAsync(path)).CacheStatus!.StartsWith("gateway; hit", StringComparison.Ordinal))
            {
                missed.Add(path);
            }
        }

        return missed;
    }

    /// <summary>Purges as the address says. Headers come over those of a right call; an empty one is left out.</summary>
    public async Task<(int Status, string Text)> PurgeAsync(string what, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"api/cache{what}");
        var all = new Dictionary<string, string> { ["X-Gateway"] = "1", ["Content-Type"] = MediaTypeNames.Application.Json };
        foreach (var (name, value) in headers)
        {
            all[name] = value;
        }

        request.Content = new ByteArrayContent([]);
        foreach (var (name, value) in all.Where(header => header.Value.Length > 0))
        {
            _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return await SendAsync(request);
    }

    public async Task<(int Status, string Text)> SendAsync(HttpRequestMessage request)
    {
        using var response = await _operator.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }

    public ValueTask DisposeAsync()
    {
        _operator.Dispose();
        return Bed.DisposeAsync();
    }
}
