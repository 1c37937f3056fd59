using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>
/// Settings as Kubernetes mounts a ConfigMap: the file is a symbolic link into <c>..data</c>, which is one to a folder with a time in its name and is
/// swapped as a whole.
/// </summary>
public sealed partial class MountedSettingsTests : IDisposable
{
    private const int Swaps = 12;
    private const int Clients = 2;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Maps_that_are_swapped_under_load_right_and_wrong_in_turn_fail_no_request()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        await MountAsync(0, Settings(origin, "edge-0"));
        File.CreateSymbolicLink(_folder["appsettings.json"], Path.Combine("..data", "appsettings.json"));
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, $"--settings={_folder.Path}");
        using var done = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(_ => AskAsync(gateway, done.Token)).ToArray();

        for (var swap = 1; swap <= Swaps; swap++)
        {
            var isWrong = swap % 2 == 0;
            await MountAsync(swap, isWrong ? Settings(origin, "edge-wrong").Replace("\"Routes\"", "\"Rotes\"", StringComparison.Ordinal) : Settings(origin, $"edge-{swap}"));
            await gateway.LogsAsync(isWrong ? Kept() : Reloaded(), Cancellation, (swap + 1) / 2);
        }

        await done.CancelAsync();
        (await Task.WhenAll(clients)).SelectMany(statuses => statuses).Should().OnlyContain(status => status == 200).And.HaveCountGreaterThan(Swaps);
        var names = origin.Requests.Select(request => request.Header("Host")).Distinct().ToList();
        names.Should().OnlyContain(name => Right().IsMatch(name!)).And.HaveCountGreaterThan(Swaps / 4);
    }

    private static string Settings(Origin origin, string name) =>
        new LabSettings().WithoutCache().Cluster(origin).Change("origin", cluster => cluster["Destinations"]!["d1"]!["Host"] = name)
            .Route("*", "origin").Set("Listeners:Ops:Url", "http://127.0.0.1:0").ToString();

    private static async Task<List<int>> AskAsync(GatewayProcess gateway, CancellationToken done)
    {
        using var client = new HttpClient();
        var statuses = new List<int>();
        while (!done.IsCancellationRequested)
        {
            using var response = await client.GetAsync($"{gateway.GoProxy}/example.org/hello/@v/v1.1.0.mod", Cancellation);
            statuses.Add((int)response.StatusCode);
        }

        return statuses;
    }

    /// <summary>As the kubelet does it: a new folder, a new link beside the old one, and a rename over it.</summary>
    private async Task MountAsync(int time, string settings)
    {
        Directory.CreateDirectory(_folder[$"..{time}"]);
        await File.WriteAllTextAsync(_folder[$"..{time}", "appsettings.json"], settings, Cancellation);
        File.CreateSymbolicLink(_folder["..data_tmp"], $"..{time}");
        // A rename of the link itself, which no method of .NET does to one that leads to a folder.
        (await Execution.RunAsync("/bin/mv", ["-T", "..data_tmp", "..data"], _folder.Path, new Dictionary<string, string>(), Cancellation)).Succeeded();
        if (time > 0)
        {
            Directory.Delete(_folder[$"..{time - 1}"], recursive: true);
        }
    }

    [GeneratedRegex(@"\[1101\]")]
    private static partial Regex Reloaded();

    [GeneratedRegex(@"\[1102\]")]
    private static partial Regex Kept();

    [GeneratedRegex(@"^edge-(0|[13579]|11)$")]
    private static partial Regex Right();
}
