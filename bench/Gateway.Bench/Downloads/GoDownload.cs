using System.Diagnostics;
using Gateway.Tests.EndToEnd;

namespace Gateway.Bench.Downloads;

/// <summary>The real <c>go mod download</c> with an empty module cache.</summary>
internal static class GoDownload
{
    /// <summary>How long it took from the start of the process to its end.</summary>
    public static async Task<TimeSpan> RunAsync(IReadOnlyList<ModuleVersion> roots, string proxy, CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["main"]);
        await File.WriteAllTextAsync(folder["main", "go.mod"], MainModule.Requiring(roots), cancellation);
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin:/bin",
            ["HOME"] = folder["home"],
            ["GOPATH"] = folder["go"],
            ["GOCACHE"] = folder["build"],
            ["GOFLAGS"] = "-modcacherw -mod=mod",
            ["GOTOOLCHAIN"] = "local",
            ["GOTELEMETRY"] = "off",
            ["GOSUMDB"] = "off",
            ["GOPROXY"] = proxy,
        };
        var started = Stopwatch.GetTimestamp();
        var output = await Execution.RunAsync(GoRelease.Program(GoRelease.Newest), ["mod", "download"], folder["main"], environment, cancellation);
        var took = Stopwatch.GetElapsedTime(started);
        output.Succeeded();
        return took;
    }
}
