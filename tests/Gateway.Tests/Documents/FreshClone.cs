using System.Collections;
using Gateway.Tests.Deployment;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Documents;

/// <summary>What a newcomer has after <c>git clone</c>: the files of the latest commit, an empty home, and nothing that was built or restored.</summary>
public sealed class FreshClone : IAsyncLifetime
{
    // Restoring and building what a command needs, on a machine that does other things too.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    // They name places of whoever runs the tests.
    private static readonly string[] Own = ["HOME", "NUGET_PACKAGES", "DOTNET_CLI_HOME", "DOTNET_HOST_PATH", "MSBUILD", "XDG_", "GO"];

    private readonly TemporaryFolder _folder = new();

    internal string Root => _folder["clone"];

    internal string Home => _folder["home"];

    /// <summary>The programs that were built.</summary>
    internal string Programs => Path.Combine(Root, "artifacts", "bin", "Gateway", "debug");

    /// <summary>The first lines that README.md has for whoever wants to see the lab, which also restore and build it.</summary>
    internal Output Tour { get; private set; } = null!;

    internal Dictionary<string, string> Environment { get; } = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(variable => !Own.Any(own => $"{variable.Key}".StartsWith(own, StringComparison.OrdinalIgnoreCase)))
        .ToDictionary(variable => $"{variable.Key}", variable => $"{variable.Value}");

    public async ValueTask InitializeAsync()
    {
        Environment["PATH"] = $"{Path.GetDirectoryName(Published.Dotnet)}:{Path.GetDirectoryName(GoRelease.Program(GoRelease.Newest))}:{Programs}:{Environment["PATH"]}";
        Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Published.Dotnet)!;
        Environment["HOME"] = Directory.CreateDirectory(Home).FullName;
        Environment["TMPDIR"] = Directory.CreateDirectory(_folder["tmp"]).FullName;
        // Build servers would outlive the tests.
        Environment["MSBUILDDISABLENODEREUSE"] = "1";
        Environment["UseSharedCompilation"] = "false";
        Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        BringFeeds();
        // Telemetry of go works in the background and would write into a home that is being deleted.
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(_folder["home", ".config", "go", "telemetry"]).FullName, "mode"), "off");
        // A checkout whose repository is not there, or is somebody else's, is copied without what was built in it.
        (await RunAsync("/", $$"""
            git -c safe.directory='*' clone --quiet '{{Repository.Root}}' '{{Root}}' 2>/dev/null || {
                mkdir -p '{{Root}}'
                tar -C '{{Repository.Root}}' --exclude=./artifacts --exclude=./.git -cf - . | tar -C '{{Root}}' -xf -
            }
            """)).Succeeded();
        Tour = await RunAsync(Root, $"{Readme.Command("For developers", "dotnet run ")} -- --tour");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs lines in a shell to their end.</summary>
    internal Task<Output> RunAsync(string folder, string lines) =>
        Execution.RunAsync("/bin/bash", ["-ec", lines], folder, Environment, TestContext.Current.CancellationToken, Longest);

    /// <summary>Where packages come from is the machine's own matter, not the newcomer's.</summary>
    private void BringFeeds()
    {
        foreach (var file in (string[])[".nuget/NuGet/NuGet.Config", ".npmrc"])
        {
            var (own, here) = (Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), file), Path.Combine(Home, file));
            if (File.Exists(own))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(here)!);
                File.Copy(own, here);
            }
        }
    }
}
