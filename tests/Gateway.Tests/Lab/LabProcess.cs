using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Lab;

/// <summary>The lab as people start it: a process with pipes for a terminal.</summary>
internal sealed partial class LabProcess : IAsyncDisposable
{
    private readonly CancellationTokenSource _bounded = Patience.Bounded(TestContext.Current.CancellationToken);
    private readonly Process _process;
    private readonly Task<string> _error;

    private LabProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync(_bounded.Token);
    }

    /// <summary>Everything that was printed and read so far.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>The gateway's address, as the screen says it.</summary>
    public Uri Gateway => new(GatewayAddress().Match(string.Join('\n', Lines)).Groups[1].Value);

    /// <summary>The control port's address, as the screen says it.</summary>
    public Uri Control => new(ControlAddress().Match(string.Join('\n', Lines)).Groups[1].Value);

    public static LabProcess Start(params string[] arguments) => new(Process.Start(new ProcessStartInfo(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"),
        [Path.Combine(AppContext.BaseDirectory, "Gateway.Lab.dll"), .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!);

    /// <summary>The lab on free ports, with its screen read.</summary>
    public static async Task<LabProcess> StartDemoAsync()
    {
        var lab = Start("--port=0", "--ops-port=0", "--control-port=0");
        await lab.ReadUntilAsync("appear below.");
        return lab;
    }

    /// <summary>Reads lines up to one that has this text, and returns it.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync(_bounded.Token) is { } line)
        {
            Lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The lab ended without \"{text}\":\n{string.Join('\n', Lines)}\n{await _error}");
    }

    public Task TypeAsync(string line) => _process.StandardInput.WriteLineAsync(line.AsMemory(), _bounded.Token);

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Sends a signal such as TERM.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {_process.Id}"]);
        await kill.WaitForExitAsync(_bounded.Token);
    }

    /// <summary>Waits for the end; the output is what was not read before.</summary>
    public async Task<Output> EndAsync()
    {
        var rest = await _process.StandardOutput.ReadToEndAsync(_bounded.Token);
        await _process.WaitForExitAsync(_bounded.Token);
        return new Output(_process.ExitCode, rest, await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _bounded.Dispose();
    }

    [GeneratedRegex(@"gateway  (http://127\.0\.0\.1:\d+)")]
    private static partial Regex GatewayAddress();

    [GeneratedRegex(@"POST (http://127\.0\.0\.1:\d+/)")]
    private static partial Regex ControlAddress();
}
