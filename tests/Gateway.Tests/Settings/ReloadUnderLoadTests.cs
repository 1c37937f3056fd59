using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Settings;

/// <summary>
/// A gateway process whose settings file is replaced a hundred times, right and wrong in turn, while requests come at a fixed rate. Every right file names its
/// number in every section that an answer, or a request to a cluster, shows something of; every wrong one names its own in the same places.
/// </summary>
public sealed partial class ReloadUnderLoadTests : IAsyncDisposable
{
    private const int Reloads = 100;

    // Requests between one file and the next: two of each kind.
    private const int Between = 10;
    private const string Denied = "/denied.example/x/@v/list";

    private readonly TemporaryFolder _folder = new();
    private readonly List<Origin> _origins = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var origin in _origins)
        {
            await origin.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task A_hundred_files_right_and_wrong_in_turn_fail_no_request_and_none_sees_parts_of_two_or_of_a_wrong_one()
    {
        foreach (var name in (string[])["one", "other"])
        {
            _origins.Add(await Origin.StartAsync(new OriginOptions { Name = name, Library = LabModules.Public(), PathPrefix = $"/{name}/", Username = name, Password = "word" }));
        }

        await File.WriteAllTextAsync(_folder["password"], "word", Cancellation);
        await ReplaceAsync(Settings(0));
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, $"--settings={_folder.Path}");
        await using var load = new ReloadLoad(new Uri(gateway.GoProxy), Denied, 0);

        for (var reload = 1; reload <= Reloads; reload++)
        {
            await ComeAsync(load, reload - 1);
            await (ReloadLoad.IsRight(reload) ? TakeAsync(gateway, load, reload) : RefuseAsync(gateway, reload));
        }

        await ComeAsync(load, Reloads);
        await load.StopAsync();
        load.Faults.Should().BeEmpty();
        load.Seen.Should().Contain(Enumerable.Range(0, Reloads).Where(ReloadLoad.IsRight), "requests came under every right one");
        (load.Answers, load.Refusals).Should().Match<(int Answers, int Refusals)>(seen => seen.Answers + seen.Refusals >= Reloads * Between && seen.Refusals >= Reloads);
        _origins.ForEach(ShouldHaveBeenAskedByOneOfItsOwn);
    }

    /// <summary>Waits until requests were answered under the file that is there, by the settings in force.</summary>
    private static Task ComeAsync(ReloadLoad load, int file)
    {
        var (before, inForce) = (load.Answers + load.Refusals, ReloadLoad.IsRight(file) ? file : file - 1);
        return Eventually.TrueAsync(() => load.Answers + load.Refusals >= before + Between && load.Seen.Contains(inForce), $"requests were answered under {inForce}", Cancellation);
    }

    /// <summary>Puts in a right file and waits until the gateway answers by it.</summary>
    private async Task TakeAsync(GatewayProcess gateway, ReloadLoad load, int reload)
    {
        load.Begun = reload;
        await ReplaceAsync(Settings(reload));
        await gateway.SignalAsync("HUP", Cancellation);
        await Eventually.TrueAsync(async () => await load.ContactAsync() == reload, $"{reload} is in force", Cancellation);
        load.InForce = reload;
    }

    /// <summary>Puts in a wrong file and waits until the gateway has said so.</summary>
    private async Task RefuseAsync(GatewayProcess gateway, int reload)
    {
        var (text, fault) = Wrong(reload);
        var before = gateway.Lines.Count(fault.IsMatch);
        await ReplaceAsync(text);
        await gateway.SignalAsync("HUP", Cancellation);
        await gateway.LogsAsync(fault, Cancellation, before + 1);
    }

    /// <summary>Which origin a right file leads to: the one that the right file before it does not.</summary>
    private static int World(int number) => (number + 1) / 2 % 2;

    private string Settings(int number) => Settings(number, _origins[World(number)]);

    private string Settings(int number, Origin origin)
    {
        var rule = new JsonObject { ["Id"] = $"rule-{number}", ["Effect"] = "Deny", ["Modules"] = new JsonArray("denied.example"), ["Reason"] = $"reason-{number}" };
        return new LabSettings().WithoutCache()
            .Set("Listeners:Ops:Url", "http://127.0.0.1:0")
            .Set("Access:Contact", $"contact-{number}")
            .Set("Access:Rules", new JsonArray(rule))
            .Cluster($"cluster-{number}", new { Username = origin.Name, PasswordFile = _folder["password"] }, new Uri(origin.Address, $"/{origin.Name}/"))
            .Change($"cluster-{number}", cluster => cluster["Destinations"]!["d1"]!["Host"] = $"edge-{number}")
            .Route("*", $"cluster-{number}")
            .ToString();
    }

    /// <summary>Settings that would lead to the other origin under a number of their own if anything of them came through, and what the log says of them.</summary>
    private (string Text, Regex Fault) Wrong(int number) => Wrong(number, Settings(number, _origins[1 - World(number)]));

    private static (string Text, Regex Fault) Wrong(int number, string right) => (number / 2 % 5) switch
    {
        0 => ("", new Regex("appsettings.json is empty")),
        1 => (right[..^10], new Regex("appsettings.json is not JSON")),
        2 => (right.Replace("\"Routes\"", $"\"Rotes{number}\"", StringComparison.Ordinal), new Regex($"Modules:Rotes{number} is no setting")),
        3 => (right.Replace("PasswordFile\": \"", $"PasswordFile\": \"/nowhere{number}", StringComparison.Ordinal), new Regex($"/nowhere{number}.*cannot be read")),
        _ => (right.Replace("\"Effect\": \"Deny\"", $"\"Effect\": \"Deny{number}\"", StringComparison.Ordinal), new Regex($"Effect is \"Deny{number}\"")),
    };

    /// <summary>In the place of the file that is there, whole at once.</summary>
    private async Task ReplaceAsync(string text)
    {
        await File.WriteAllTextAsync(_folder["appsettings.json.new"], text, Cancellation);
        File.Move(_folder["appsettings.json.new"], _folder["appsettings.json"], overwrite: true);
    }

    private void ShouldHaveBeenAskedByOneOfItsOwn(Origin origin)
    {
        var credentials = $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"{origin.Name}:word"))}";
        origin.Requests.Should().HaveCountGreaterThan(Reloads);
        origin.Requests.Should().OnlyContain(request => request.Path.StartsWith($"/{origin.Name}/", StringComparison.Ordinal) && request.Authorization == credentials);
        var numbers = origin.Requests.Select(request => int.Parse(Host().Match(request.Header("Host")!).Groups[1].Value, CultureInfo.InvariantCulture)).Distinct();
        numbers.Should().OnlyContain(number => _origins[World(number)] == origin && ReloadLoad.IsRight(number));
    }

    [GeneratedRegex(@"^edge-(\d+)$")]
    private static partial Regex Host();
}
