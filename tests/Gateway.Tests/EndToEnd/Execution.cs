using System.Diagnostics;

namespace Gateway.Tests.EndToEnd;

/// <summary>Runs a program to its end, in an environment that is given whole: nothing of the caller's reaches it.</summary>
internal static class Execution
{
    // Far above the slowest first compilation on a busy machine, far below what CI allows.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static async Task<Output> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string folder,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellation,
        TimeSpan? longest = null)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(longest ?? Longest);

        using var process = Process.Start(Start(program, arguments, folder, environment))!;
        process.StandardInput.Close();
        var text = process.StandardOutput.ReadToEndAsync(bounded.Token);
        var error = process.StandardError.ReadToEndAsync(bounded.Token);
        try
        {
            await process.WaitForExitAsync(bounded.Token);
            return new Output(process.ExitCode, await text, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                // The go command starts compilers and linkers, which must not outlive it.
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public static ProcessStartInfo Start(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment)
    {
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"{program} is not installed: run tests/peers.", program);
        }

        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
