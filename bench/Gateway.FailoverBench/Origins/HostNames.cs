using System.Diagnostics;

namespace Gateway.FailoverBench.Origins;

/// <summary>The addresses of a host name, as the system's resolver tells them to this process alone: it runs with an <c>/etc/hosts</c> of its own.</summary>
internal static class HostNames
{
    public const string Name = "athens.gateway-bench";

    private const string Variable = "GATEWAY_BENCH_HOSTS";

    /// <summary>Whether this process has a file of its own.</summary>
    public static bool AreOurs => Environment.GetEnvironmentVariable(Variable) is not null;

    /// <summary>Runs this program again with a file of its own, which needs root; its exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "127.0.0.1 localhost\n");
        try
        {
            string[] alone = ["--mount", "/bin/sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\"", file, Environment.ProcessPath!, .. args];
            var start = new ProcessStartInfo("unshare", alone);
            start.Environment[Variable] = file;
            using var run = Process.Start(start)!;
            await run.WaitForExitAsync();
            return run.ExitCode;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The name has these addresses from now on.</summary>
    public static void Set(params string[] addresses)
    {
        // In place: another file under the same name would not be seen.
        var lines = string.Concat(addresses.Select(address => $"{address} {Name}\n"));
        using var file = new FileStream(Environment.GetEnvironmentVariable(Variable)!, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
        using var writer = new StreamWriter(file);
        writer.Write($"127.0.0.1 localhost\n{lines}");
    }
}
