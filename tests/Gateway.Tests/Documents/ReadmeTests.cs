using System.Text.RegularExpressions;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Documents;

/// <summary>What README.md tells a newcomer to type, typed into a fresh clone with an empty home.</summary>
public sealed partial class ReadmeTests(FreshClone clone) : IClassFixture<FreshClone>
{
    private const string Developers = "For developers";
    private const string Operators = "For operators";
    private const string Contributors = "For contributors";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_lab_shows_itself() => clone.Tour.Succeeded().Text.Should().MatchRegex(@"(\d+) of \1 steps went as they should\.\n\z");

    [Fact]
    public async Task The_lab_starts_the_lines_it_prints_fetch_through_it_and_so_do_those_for_developers()
    {
        using var folder = new TemporaryFolder();
        await using var lab = FirstTerminal.Type(clone, Readme.Command(Developers, "dotnet run "));
        await lab.ReadUntilAsync(LabIsUp());
        var printed = string.Join('\n', lab.Lines.SkipWhile(static line => !line.StartsWith("Paste into", StringComparison.Ordinal)).Where(static line => line.StartsWith("  ", StringComparison.Ordinal)));

        var pasted = (await lab.AnotherAsync(folder.Path, printed)).Succeeded();
        pasted.Error.Should().Contain("added example.org/shop v1.0.0").And.Contain("added corp.example/billing v1.2.0");
        await lab.ReadUntilAsync(Fallback());

        var lines = string.Join('\n', Readme.Commands(Developers).Where(line => line.StartsWith("go env -w GOPROXY=", StringComparison.Ordinal) || line.StartsWith("go mod ", StringComparison.Ordinal)));
        lines.Should().Contain("\n", "README.md has both");
        await File.WriteAllTextAsync(folder["go.mod"], "module demo\n\ngo 1.17\n\nrequire example.org/hello v1.1.0\n", Cancellation);
        // The modules of the lab are in no checksum database.
        (await lab.AnotherAsync(folder.Path, $"export GONOSUMDB='*' GOFLAGS='-mod=mod -modcacherw' GOMODCACHE={folder["modules"]}\n{lines}")).Succeeded();
        File.Exists(folder["modules", "cache", "download", "example.org", "hello", "@v", "v1.1.0.ziphash"]).Should().BeTrue();

        (await lab.StopAsync()).Should().Be(0);
    }

    [Fact]
    public async Task The_gateway_starts_from_the_sources_and_is_asked_how_it_is()
    {
        var section = Readme.Section(Operators);
        await using var gateway = FirstTerminal.Type(clone, Readme.Command(Operators, "dotnet run "));
        await gateway.ReadUntilAsync(Ready());

        foreach (var command in (string[])["gateway health", "gateway check --settings=FOLDER"])
        {
            section.Should().Contain($"`{command}`");
            (await gateway.AnotherAsync(clone.Root, command.Replace("FOLDER", "appsettings", StringComparison.Ordinal))).Succeeded();
        }

        (await gateway.StopAsync()).Should().Be(0);
    }

    [Fact]
    public async Task The_settings_for_a_Nexus_and_an_Athens_are_taken()
    {
        using var folder = new TemporaryFolder();
        Readme.Section(Operators).Should().Contain("(docs/deployment.md) | the settings");
        Directory.CreateDirectory(folder["certs"]);
        await File.WriteAllTextAsync(folder["certs", "nexus.password"], "word", Cancellation);
        await File.WriteAllTextAsync(folder["appsettings.json"], Readme.Blocks("json", "Settings", "docs/deployment.md").Should().ContainSingle().Which, Cancellation);

        (await clone.RunAsync(folder.Path, $"gateway check --settings={folder.Path}")).Succeeded();
    }

    [Fact]
    public async Task The_tests_start_and_end_with_their_count()
    {
        var everything = Readme.Command(Contributors, "tests/run");
        // A part of it, by an example of the script's own.
        var part = Example().Match(await File.ReadAllTextAsync(Path.Combine(clone.Root, everything), Cancellation)).Groups[1].Value;

        var run = await clone.RunAsync(clone.Root, $"{everything} {part}");

        run.Succeeded().Lines[^1].Should().MatchRegex("^[1-9][0-9]* passed, 0 failed$");
    }

    [GeneratedRegex(@"appear below\.")]
    private static partial Regex LabIsUp();

    [GeneratedRegex("fallback to ")]
    private static partial Regex Fallback();

    [GeneratedRegex(@"^#   tests/run (-class '[^']+')", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex("Ready: GOPROXY=")]
    private static partial Regex Ready();
}
