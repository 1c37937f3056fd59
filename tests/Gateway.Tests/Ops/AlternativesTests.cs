using System.Text.Json;
using Gateway.Tests.Telemetry;

namespace Gateway.Tests.Ops;

/// <summary>What is said before a cluster is taken out: private modules are asked of internal clusters alone. <c>first</c> is one, <c>second</c> is public.</summary>
public sealed class AlternativesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    // The route for everything has another cluster, but none that may hear of private modules.
    [InlineData("corp.example", "", "public (private modules)")]
    // A route of their own takes them all, and asks the public cluster for none.
    [InlineData("corp.example", "corp.example|first,second", "private")]
    [InlineData("corp.example/a,corp.example/b", "corp.example|first,second", "private (private modules)")]
    // A route that takes a part of them leaves the rest.
    [InlineData("corp.example", "corp.example/a|first", "private, public (private modules)")]
    // A route that cannot meet them has none.
    [InlineData("corp.example", "golang.org|first,second", "public (private modules)")]
    [InlineData("", "", "")]
    public async Task A_route_is_named_whose_private_modules_nobody_else_may_hear_of(string names, string route, string said)
    {
        await using var bed = await StartAsync(names, route);

        var clusters = (await GetAsync(bed)).EnumerateArray().ToDictionary(cluster => cluster.GetProperty("name").GetString()!);

        Texts(clusters["first"].GetProperty("onlyChoiceOf")).Should().Be(said);
        Texts(clusters["second"].GetProperty("onlyChoiceOf")).Should().BeEmpty();
        Texts(clusters["first"].GetProperty("routes")).Should().NotContain("(", "it is one route all the same");
    }

    [Fact]
    public async Task A_drill_that_would_cost_a_private_module_is_refused_and_the_overview_says_when_they_have_nobody()
    {
        await using var bed = await StartAsync("corp.example", "");

        (await PutAsync(bed, """{ "drill": true }""")).Should().Be((409, "conflict: no other cluster of public (private modules) gets requests now; a drill costs nobody a build\n"));
        (await PutAsync(bed, "{}")).Status.Should().Be(200);

        (await GetAsync(bed, "api/overview")).GetProperty("notices")[0].GetProperty("text").GetString().Should().Be("Nobody is left for public (private modules): first gets no requests.");
    }

    private static Task<MeasuredBed> StartAsync(string names, string route) => MeasuredBed.StartAsync(settings =>
    {
        if (names.Length > 0)
        {
            settings.Private(names);
        }

        if (route.Split('|') is [var modules, var clusters])
        {
            settings.Route(modules, clusters, new { Name = "private" });
        }
    });

    private static string Texts(JsonElement list) => string.Join(", ", list.EnumerateArray().Select(item => item.GetString()));

    private static async Task<JsonElement> GetAsync(MeasuredBed bed, string path = "api/clusters")
    {
        using var client = new HttpClient { BaseAddress = bed.Ops };
        return JsonDocument.Parse(await client.GetStringAsync(path, Cancellation)).RootElement;
    }

    private static async Task<(int Status, string Text)> PutAsync(MeasuredBed bed, string order)
    {
        using var client = new HttpClient { BaseAddress = bed.Ops };
        using var request = new HttpRequestMessage(HttpMethod.Put, "api/drains/first") { Content = new StringContent(order, null, "application/json") };
        request.Headers.Add("X-Gateway", "1");
        using var answer = await client.SendAsync(request, Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
