using System.Diagnostics;
using System.Runtime.InteropServices;
using Gateway.Tests.Documents;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>The gateway as <c>deploy/publish</c> makes it, in all its shapes, out of a fresh clone, once for all tests.</summary>
public sealed class Published : IAsyncLifetime
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    private readonly TemporaryFolder _folder = new();

    /// <summary>The program of this SDK, which the image has at the same place in its path.</summary>
    internal static string Dotnet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    /// <summary>What the image has in <c>/app</c>.</summary>
    internal string Image => _folder["image"];

    /// <summary>What is put on a machine.</summary>
    internal string Machine => _folder["machine"];

    /// <summary>What the image for another processor has in <c>/app</c>.</summary>
    internal string Portable => _folder["portable"];

    /// <summary>What of the single program is in it: the list that it was made by.</summary>
    internal string MachineContents => _folder["obj", "bin", "Gateway", "release_linux-x64", "gateway.deps.json"];

    public async ValueTask InitializeAsync()
    {
        await CloneAsync();
        await PublishAsync("image", Image);
        await PublishAsync("image", Portable, "arm64");
        await PublishAsync("machine", Machine);
        // Where settings and secrets are mounted; container engines make such places themselves.
        Directory.CreateDirectory(Path.Combine(Image, "certs", "dev"));
        foreach (var folder in (string[])[_folder.Path, Image, Machine])
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What a clone would hold once everything is committed: what is built from it needs nothing that lies around here.</summary>
    private async Task CloneAsync()
    {
        Directory.CreateDirectory(_folder["clone"]);
        (await Execution.RunAsync(
            "/bin/sh",
            ["-c", "git -c safe.directory='*' ls-files -co --exclude-standard -z | xargs -0 -r sh -c 'for file; do [ ! -e \"$file\" ] || cp --parents \"$file\" \"$CLONE\"; done' sh"],
            Repository.Root,
            new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["CLONE"] = _folder["clone"] },
            TestContext.Current.CancellationToken)).Succeeded();
    }

    private async Task PublishAsync(string shape, string folder, params string[] platform)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bounded.CancelAfter(Longest);
        var start = new ProcessStartInfo("/bin/bash", [Path.Combine(_folder["clone"], "deploy", "publish"), shape, folder, .. platform]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(Dotnet)}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["PUBLISH_OBJ"] = _folder["obj"];
        // Build servers would outlive the tests.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Process.Start(start)!;
        try
        {
            var text = process.StandardOutput.ReadToEndAsync(bounded.Token);
            var error = process.StandardError.ReadToEndAsync(bounded.Token);
            await process.WaitForExitAsync(bounded.Token);
            new Output(process.ExitCode, await text, await error).Succeeded();
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
