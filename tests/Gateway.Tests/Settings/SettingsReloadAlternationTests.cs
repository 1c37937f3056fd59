using System.Text;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Settings;
using Gateway.Tests.EndToEnd;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Settings;

/// <summary>
/// Two settings that share the names of their clusters and nothing else. Under <c>a</c> the origin <c>a</c> is asked through the
/// cluster <c>first</c>, under <c>b</c> the origin <c>b</c> through <c>second</c>: every mixture of the two shows at an origin.
/// </summary>
public class SettingsReloadAlternationTests
{
    private const int Reloads = 1000;
    private const int Clients = 4;

    private static readonly string[] Paths =
        ["/example.org/hello/@v/list", "/example.org/hello/@v/v1.1.0.mod", "/example.org/hello/@v/v1.1.0.zip", "/example.org/text/@latest"];

    [Fact]
    public async Task A_thousand_reloads_right_and_wrong_in_turn_never_show_a_half_applied_state()
    {
        using var folder = new TemporaryFolder();
        await using var a = await StartAsync("a", "first");
        await using var b = await StartAsync("b", "second");
        string[] right = [Settings("a", "first", a, folder), Settings("b", "second", b, folder)];
        await using var gateway = await LabGateway.StartAsync(right[0]);
        using var done = new CancellationTokenSource();
        using var answered = new SemaphoreSlim(0);
        var clients = Enumerable.Range(0, Clients).Select(client => AskAsync(gateway, client, answered, done.Token)).ToArray();

        for (var reload = 0; reload < Reloads; reload += 2)
        {
            var now = reload / 2 % 2;
            (await gateway.ReloadAsync(right[now])).Should().BeTrue();
            gateway.App.Services.GetRequiredService<CurrentSnapshot>().Value.Settings.Access.Contact.Should().Be(now == 0 ? "a" : "b");
            // Wrong settings that would lead to the other origin if anything of them came through.
            (await gateway.ReloadAsync(Wrong(right[1 - now], reload / 2))).Should().BeFalse();
            // However slow the clients are: as many answers as reloads.
            await answered.WaitAsync(TestContext.Current.CancellationToken);
            await answered.WaitAsync(TestContext.Current.CancellationToken);
        }

        await done.CancelAsync();
        var answers = (await Task.WhenAll(clients)).SelectMany(statuses => statuses).ToList();

        answers.Should().OnlyContain(status => status == 200).And.HaveCountGreaterThanOrEqualTo(Reloads);
        ShouldOnlyHaveSeen(a, "a", "first");
        ShouldOnlyHaveSeen(b, "b", "second");
    }

    private static Task<Origin> StartAsync(string name, string cluster) => Origin.StartAsync(new OriginOptions
    {
        Name = name,
        Library = LabModules.Public(),
        PathPrefix = $"/{name}-{cluster}/",
        Username = $"{name}-{cluster}",
        Password = "word",
    });

    private static string Settings(string name, string cluster, Origin origin, TemporaryFolder folder)
    {
        File.WriteAllText(folder["password"], "word");
        var settings = new LabSettings().WithoutCache().Set("Access:Contact", name).Route("*", cluster);
        foreach (var each in (string[])["first", "second"])
        {
            settings.Cluster(each, new { Username = $"{name}-{each}", PasswordFile = folder["password"] }, new Uri(origin.Address, $"/{name}-{each}/"))
                .Change(each, cluster => cluster["Destinations"]!["d1"]!["Host"] = name);
        }

        return settings.ToString();
    }

    private static string Wrong(string right, int turn) => (turn % 5) switch
    {
        0 => "",
        1 => right[..(right.Length / 2)],
        2 => right.Replace("\"Routes\"", "\"Rotes\"", StringComparison.Ordinal),
        3 => right.Replace("PasswordFile\": \"", "PasswordFile\": \"/nowhere", StringComparison.Ordinal),
        _ => right.Replace("http://127.0.0.1:0", "http://somewhere", StringComparison.Ordinal),
    };

    private static async Task<List<int>> AskAsync(LabGateway gateway, int client, SemaphoreSlim answered, CancellationToken done)
    {
        var statuses = new List<int>();
        for (var turn = client; !done.IsCancellationRequested; turn++)
        {
            using var response = await gateway.Client.GetAsync(Paths[turn % Paths.Length], TestContext.Current.CancellationToken);
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            statuses.Add((int)response.StatusCode);
            answered.Release();
        }

        return statuses;
    }

    private static void ShouldOnlyHaveSeen(Origin origin, string name, string cluster)
    {
        var credentials = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}-{cluster}:word"))}";
        origin.Requests.Should().HaveCountGreaterThan(Reloads / 10);
        origin.Requests.Select(request => (request.Path.Split('/')[1], request.Header("Host"), request.Authorization)).Distinct()
            .Should().Equal(($"{name}-{cluster}", name, credentials));
    }
}
