using System.Text.Json.Nodes;
using Gateway.Access.Tokens;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Documents;

namespace Gateway.Tests.Access.Rules;

/// <summary>Every row of decisions.txt over sockets: with nothing kept, with everything kept, and with everybody at once. The cache never changes a verdict.</summary>
public sealed class DecisionTableTests : IAsyncLifetime
{
    private const string Folder = "tests/Gateway.Tests/Access/Rules/";

    private static readonly string[] Subjects = ["dev", "ci", "eve"];

    private readonly Dictionary<string, string> _tokens = Subjects.ToDictionary(name => name, _ => StaticToken.Create());
    private Origin _origin = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var library = LabModules.Public();
        foreach (var module in LabModules.Private().All)
        {
            library.Publish(module);
        }

        _origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = library });
    }

    public ValueTask DisposeAsync() => _origin.DisposeAsync();

    [Fact]
    public async Task Every_verdict_is_as_the_table_says_with_a_cold_cache()
    {
        await using var gateway = await LabGateway.StartAsync(Settings().WithoutCache());

        var wrong = new List<string>();
        foreach (var row in Rows())
        {
            wrong.AddRange(await CheckAsync(gateway, row));
        }

        wrong.Should().BeEmpty();
    }

    [Fact]
    public async Task And_with_a_warm_one_whoever_asked_before()
    {
        await using var gateway = await LabGateway.StartAsync(Settings());
        var rows = Rows();
        var wrong = new List<string>();
        foreach (var order in new[] { rows, [.. rows.Reverse()], [.. rows.OrderBy(row => row.Target, StringComparer.Ordinal)] })
        {
            foreach (var row in order)
            {
                wrong.AddRange(await CheckAsync(gateway, row));
            }
        }

        wrong.AddRange((await Task.WhenAll(rows.Select(row => CheckAsync(gateway, row)))).SelectMany(found => found));
        wrong.Should().BeEmpty();
    }

    private static IReadOnlyList<Row> Rows() =>
    [
        .. from line in Repository.Read(Folder + "decisions.txt").Split('\n')
           where line.Contains('|') && !line.StartsWith('#')
           let cells = line.Split('|', StringSplitOptions.TrimEntries)
           select new Row(cells[0], cells[1], int.Parse(cells[2]), cells[3]),
    ];

    private LabSettings Settings() => new LabSettings()
        .Cluster(_origin, new { Trust = "Internal" }).Route("*", "origin").Private("corp.example")
        .Set("TrustedProxies", new JsonArray("127.0.0.1/32"))
        .Set("Access", JsonNode.Parse(Repository.Read(Folder + "decisions.settings.json")))
        .Secret("Tokens:StaticFile", string.Concat(_tokens.Select(token => Line(token.Key, token.Value) + "\n")));

    private static StaticTokenLine Line(string name, string token) => new()
    {
        Id = StaticToken.IdOf(token),
        Name = name,
        Groups = [name],
        Salt = new byte[16],
        Hash = StaticToken.Hash(token, new byte[16]),
    };

    private async Task<IEnumerable<string>> CheckAsync(LabGateway gateway, Row row)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Client.BaseAddress!, row.Target));
        if (row.Caller != "local")
        {
            request.Headers.Add("X-Forwarded-For", row.Caller == "guest" ? "10.9.0.1" : "10.1.2.3");
        }

        request.Headers.Host = row.Caller == "tenant" ? "tenant.example" : "gateway.example";
        if (_tokens.GetValueOrDefault(row.Caller) is { } token)
        {
            request.Headers.Add("Authorization", $"Bearer {token}");
        }

        using var response = await gateway.Client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        var says = row.Says.StartsWith('!') ? !text.Contains(row.Says[1..]) : text.Contains(row.Says);
        return (int)response.StatusCode == row.Status && says ? [] : [$"{row} came to {(int)response.StatusCode}: {text}"];
    }

    private sealed record Row(string Caller, string Target, int Status, string Says);
}
