using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Relay;

/// <summary><c>gateway relay</c> or <c>gateway login</c> as a developer runs it: a process with a home, a screen and signals.</summary>
internal sealed partial class RelayProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly LineLog _output;
    private readonly LineLog _error;

    private RelayProcess(Process process)
    {
        _process = process;
        process.StandardInput.Close();
        _output = new LineLog(process.StandardOutput);
        _error = new LineLog(process.StandardError);
    }

    /// <summary>The GOPROXY value that it prints.</summary>
    public string GoProxy { get; private set; } = "";

    public IReadOnlyList<string> Output => _output.Lines;

    public IReadOnlyList<string> Error => _error.Lines;

    /// <summary>The most memory it ever held, in bytes.</summary>
    public long PeakMemory => 1024 * long.Parse(
        PeakLine().Match(File.ReadAllText($"/proc/{_process.Id}/status")).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>Starts a command.</summary>
    public static RelayProcess Run(string home, params string[] arguments)
    {
        var start = GatewayProcess.Start(arguments);
        start.Environment["HOME"] = home;
        return new RelayProcess(Process.Start(start)!);
    }

    /// <summary>Starts a relay on a free port and waits until it has printed what to paste.</summary>
    public static async Task<RelayProcess> StartAsync(string home, CancellationToken cancellation, params string[] arguments)
    {
        var relay = Run(home, ["relay", "--listen", "0", .. arguments]);
        try
        {
            relay.GoProxy = (await relay.PrintsAsync(ProxyLine(), cancellation)).Groups[1].Value;
            return relay;
        }
        catch
        {
            await relay.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a line on standard output.</summary>
    public Task<Match> PrintsAsync(Regex line, CancellationToken cancellation) => FindAsync(_output, line, cancellation);

    /// <summary>Waits for a line on standard error.</summary>
    public Task<Match> SaysAsync(Regex line, CancellationToken cancellation) => FindAsync(_error, line, cancellation);

    /// <summary>Sends a signal, such as <c>TERM</c>.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancellation) =>
        (await Execution.RunAsync("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"], "/", new Dictionary<string, string>(), cancellation)).Succeeded();

    /// <summary>Waits for its end; the exit code.</summary>
    public async Task<int> EndsAsync(CancellationToken cancellation)
    {
        using var bounded = Patience.Bounded(cancellation);
        await _process.WaitForExitAsync(bounded.Token);
        await _output.EndsAsync(bounded.Token);
        await _error.EndsAsync(bounded.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _output.DisposeAsync();
        await _error.DisposeAsync();
        _process.Dispose();
    }

    private static async Task<Match> FindAsync(LineLog log, Regex line, CancellationToken cancellation)
    {
        using var bounded = Patience.Bounded(cancellation);
        return await log.FindAsync(line, 1, bounded.Token);
    }

    [GeneratedRegex(@"VmHWM:\s+(\d+) kB")]
    private static partial Regex PeakLine();

    [GeneratedRegex(@"^  go env -w GOPROXY=(\S+)$")]
    private static partial Regex ProxyLine();
}
