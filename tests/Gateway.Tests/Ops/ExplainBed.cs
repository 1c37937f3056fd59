using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Ops.Explaining;
using Gateway.Tests.Commands;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Ops;

/// <summary>A gateway with an inner and a public cluster, private modules and rules; and its explanations beside what it really does.</summary>
internal sealed partial class ExplainBed : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly string _token;
    private readonly HttpClient _operator;

    private ExplainBed(Origin inside, Origin outside, LabGateway gateway, TemporaryFolder folder, string token)
    {
        (Inside, Outside, Gateway, _folder, _token) = (inside, outside, gateway, folder, token);
        _operator = new HttpClient { BaseAddress = gateway.AddressOf("Ops") };
    }

    public Origin Inside { get; }

    public Origin Outside { get; }

    public LabGateway Gateway { get; }

    public HttpClient Operator => _operator;

    /// <summary>How often a cluster was asked.</summary>
    public int Asked => Inside.Requests.Count + Outside.Requests.Count;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="access">The section <c>Access</c>, as JSON.</param>
    /// <param name="change">What else the settings say.</param>
    /// <param name="upstream">What <c>Upstreams:inside</c> says besides that it is trusted.</param>
    public static async Task<ExplainBed> StartAsync(string access = "{}", Action<LabSettings>? change = null, object? upstream = null)
    {
        var folder = new TemporaryFolder();
        var made = (await Typed.RunAsync("token", "new", "--name", "alice", "--groups", "dev")).Succeeded().Text;
        await File.WriteAllTextAsync(folder["tokens"], LineInText().Match(made).Value, Cancellation);
        var inside = await Origin.StartAsync(new OriginOptions { Name = "inside", Library = LabModules.Private() });
        var outside = await Origin.StartAsync(new OriginOptions { Name = "outside", Library = LabModules.Public() });
        var settings = new LabSettings().Set("Listeners:Ops:Url", "http://127.0.0.1:0").Set("Tokens:StaticFile", folder["tokens"])
            .Set("Access", JsonNode.Parse(access))
            .Cluster(inside, upstream ?? new { Trust = "Internal" }).Cluster(outside).Private("corp.example").ChecksumDatabase("sum.golang.org", "outside");
        change?.Invoke(settings);
        // No database knows the lab's modules, and asking it would be among what the origins were asked.
        settings.Route("corp.example", "inside", new { Name = "private", Checksums = "Off" }).Route("example.org, golang.org, corp.example", "inside, outside", new { Name = "public", NotFound = "Next", Checksums = "Off" });
        return new ExplainBed(inside, outside, await LabGateway.StartAsync(settings), folder, TokenInText().Match(made).Value);
    }

    public Task<Explanation> ExplainAsync(string what, bool asAlice = false) => ExplainAsync(what, asAlice ? "&as=alice&group=dev&issuer=static" : "");

    public async Task<Explanation> ExplainAsync(string what, string who) =>
        (await _operator.GetFromJsonAsync<Explanation>($"api/explain?what={Uri.EscapeDataString(what)}{who}", Cancellation))!;

    /// <summary>What a real request gets; the line with its id is left out.</summary>
    public async Task<(int Status, string Text)> GetAsync(string target, bool asAlice = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        if (asAlice)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {_token}");
        }

        using var answer = await Gateway.Client.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return ((int)answer.StatusCode, RequestInText().Replace(text, "").TrimEnd('\n'));
    }

    public async ValueTask DisposeAsync()
    {
        _operator.Dispose();
        await Gateway.DisposeAsync();
        await Inside.DisposeAsync();
        await Outside.DisposeAsync();
        _folder.Dispose();
    }

    [GeneratedRegex(@"gwt_\w+")]
    private static partial Regex TokenInText();

    [GeneratedRegex(@"\{.*\}")]
    private static partial Regex LineInText();

    [GeneratedRegex(@"request [0-9a-f]{16}\n")]
    private static partial Regex RequestInText();
}
