using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Tests.Documents;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>The one program that is put on a machine, where .NET is not installed, run as the unit says.</summary>
[Collection<Shipped>]
public sealed partial class MachineTests(Published published)
{
    [Fact]
    public async Task The_program_runs_on_plain_debian_as_nobody_with_the_units_environment()
    {
        var unit = UnitLine().Matches(Repository.Read("deploy/systemd/gateway.service").Replace("\r", "", StringComparison.Ordinal)).ToLookup(line => line.Groups[1].Value, line => line.Groups[2].Value);
        var environment = unit["Environment"].Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        using var settings = new TemporaryFolder();
        await File.WriteAllTextAsync(
            settings["appsettings.json"],
            new LabSettings().Cluster("nexus", null, new Uri("http://nexus.invalid/")).Route("*", "nexus").Set("Listeners:Plain:Url", "http://127.0.0.1:8080").Set("Listeners:Ops:Url", "http://127.0.0.1:9090").ToString(),
            TestContext.Current.CancellationToken);
        File.SetUnixFileMode(settings.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        string[] mounts = [.. Sandbox.MachineRoot, "--tmpfs", "/opt", "--ro-bind", published.Machine, "/opt/gateway", "--tmpfs", "/mnt", "--ro-bind", settings.Path, "/mnt/gateway"];
        environment["GATEWAY_SETTINGS"].Should().Be(unit["WorkingDirectory"].Single());
        environment["GATEWAY_SETTINGS"] = "/mnt/gateway";
        // systemd's for users that it makes.
        environment["HOME"] = "/";
        var command = unit["ExecStart"].Single().Split(' ');

        await using var gateway = await Sandbox.StartAsync(mounts, "/mnt/gateway", environment, command);
        await gateway.LogsAsync(Ready());

        (await gateway.InsideAsync("/mnt/gateway", [.. unit["ExecStartPre"].Single().Split(' '), "--settings=/mnt/gateway"])).Succeeded();
        (await gateway.InsideAsync("/mnt/gateway", command[0], "health")).Succeeded().Text.Should().Be("ready\n");
        (await File.ReadAllTextAsync($"/proc/{gateway.Id}/maps", TestContext.Current.CancellationToken)).Should().NotContain("libcoreclr.so").And.NotContain("/usr/share/dotnet");
        await gateway.SignalAsync(unit["ExecReload"].Single().Split(' ')[1].TrimStart('-'));
        await gateway.LogsAsync(Reloaded());
        await gateway.SignalAsync("TERM");
        (await gateway.EndsAsync()).Should().Be(0);
        Directory.GetFiles(published.Machine).Should().NotContain(file => file.EndsWith(".dll", StringComparison.Ordinal) || file.EndsWith(".so", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^(\w+)=(.*)$", RegexOptions.Multiline)]
    private static partial Regex UnitLine();

    [GeneratedRegex("Ready: GOPROXY=")]
    private static partial Regex Ready();

    [GeneratedRegex(@"\[1101\]")]
    private static partial Regex Reloaded();
}
