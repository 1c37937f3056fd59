using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Lab;

public sealed class PasteTests
{
    [Theory]
    [InlineData(GoRelease.Oldest)]
    [InlineData(GoRelease.Newest)]
    public async Task The_lines_that_the_lab_prints_work_as_they_are(string release)
    {
        await using var lab = await LabProcess.StartDemoAsync();
        using var folder = new TemporaryFolder();

        var script = string.Join('\n', lab.Lines
            .SkipWhile(static line => !line.StartsWith("Paste into", StringComparison.Ordinal))
            .Where(static line => line.StartsWith("  ", StringComparison.Ordinal)));
        var paste = (await Execution.RunAsync(
            "/bin/bash", ["-ec", script], folder.Path, Environment(release, folder), TestContext.Current.CancellationToken)).Succeeded();

        paste.Error.Should().Contain("added example.org/shop v1.0.0").And.Contain("added corp.example/billing v1.2.0");
        paste.Text.Should().Contain("athens   down").And.Contain("200 GET /example.org/trace/@v/v1.0.0.zip", "golang answers when athens is down");
        await lab.ReadUntilAsync("fallback to ");
    }

    private static Dictionary<string, string> Environment(string release, TemporaryFolder folder)
    {
        // Telemetry works in the background and would write into a home that is being deleted.
        var telemetry = Directory.CreateDirectory(folder["home", ".config", "go", "telemetry"]).FullName;
        File.WriteAllText(Path.Combine(telemetry, "mode"), "off");
        return new()
        {
            ["PATH"] = $"{Path.GetDirectoryName(GoRelease.Program(release))}:/usr/bin:/bin",
            ["HOME"] = folder["home"],
            ["TMPDIR"] = Directory.CreateDirectory(folder["tmp"]).FullName,
        };
    }
}
