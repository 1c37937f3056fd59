using System.Diagnostics;
using System.Text.RegularExpressions;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Documents;

/// <summary>A command that runs until it is stopped, on a machine without any network: its ports are its own, whatever else runs here.</summary>
internal sealed class FirstTerminal : IAsyncDisposable
{
    private readonly FreshClone _clone;
    private readonly Process _process;
    private readonly LineLog _log;
    private readonly Task<string> _error;

    private FirstTerminal(FreshClone clone, Process process)
    {
        (_clone, _process) = (clone, process);
        _log = new LineLog(process.StandardOutput);
        _error = process.StandardError.ReadToEndAsync();
    }

    public IReadOnlyList<string> Lines => _log.Lines;

    public static FirstTerminal Type(FreshClone clone, string command)
    {
        // A session of its own, so that Ctrl+C reaches what it starts and nobody else.
        string[] alone = ["/usr/bin/unshare", "--net", "/bin/sh", "-c", $"/usr/bin/ip link set lo up && exec {command}"];
        return new FirstTerminal(clone, Process.Start(Execution.Start("/usr/bin/setsid", alone, clone.Root, clone.Environment))!);
    }

    /// <summary>Waits for a line.</summary>
    public async Task ReadUntilAsync(Regex line)
    {
        using var bounded = Patience.Bounded(TestContext.Current.CancellationToken);
        try
        {
            await _log.FindAsync(line, 1, bounded.Token);
        }
        catch (EndOfStreamException ended)
        {
            throw new InvalidOperationException($"{ended.Message}\n{await _error}", ended);
        }
    }

    /// <summary>Types lines into another terminal of the same machine.</summary>
    public Task<Output> AnotherAsync(string folder, string lines) =>
        _clone.RunAsync(folder, $"exec /usr/bin/nsenter --target={_process.Id} --net -- /bin/bash -ec '{lines.Replace("'", "'\\''", StringComparison.Ordinal)}'");

    /// <summary>Ctrl+C; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var bounded = Patience.Bounded(TestContext.Current.CancellationToken);
        (await _clone.RunAsync("/", $"kill -INT -- -{_process.Id}")).Succeeded();
        await _process.WaitForExitAsync(bounded.Token);
        await _log.EndsAsync(bounded.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await _log.DisposeAsync();
        _process.Dispose();
    }
}
