using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Gateway.Tests.EndToEnd;

/// <summary>The gateway as an operator runs it: a process of its own with a settings folder, signals, an exit code and a log.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly LineLog _log;

    private GatewayProcess(Process process)
    {
        _process = process;
        _log = new LineLog(process.StandardOutput);
        Error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The GOPROXY value that it says is ready.</summary>
    public string GoProxy { get; private set; } = "";

    /// <summary>What operators ask.</summary>
    public Uri Ops { get; private set; } = new("about:blank");

    /// <summary>All it ever writes to standard error, once it has ended.</summary>
    public Task<string> Error { get; }

    /// <summary>The most memory it ever held, in bytes.</summary>
    public long PeakMemory => 1024 * long.Parse(
        PeakLine().Match(File.ReadAllText($"/proc/{_process.Id}/status")).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>What its open files are called.</summary>
    public IReadOnlyList<string> OpenFiles =>
        [.. Directory.EnumerateFileSystemEntries($"/proc/{_process.Id}/fd").Select(static link => new FileInfo(link).LinkTarget).OfType<string>()];

    /// <summary>What it has logged so far.</summary>
    public IReadOnlyList<string> Lines => _log.Lines;

    /// <summary>Starts it and waits until it is ready.</summary>
    public static Task<GatewayProcess> StartAsync(CancellationToken cancellation, params string[] arguments) => StartAsync([], cancellation, arguments);

    /// <summary>The same with more in its environment.</summary>
    public static Task<GatewayProcess> StartAsync(Dictionary<string, string> more, CancellationToken cancellation, params string[] arguments)
    {
        var start = Start(arguments);
        foreach (var (name, value) in more)
        {
            start.Environment[name] = value;
        }

        return StartAsync(start, cancellation);
    }

    /// <summary>The same as it is published, out of this folder.</summary>
    public static Task<GatewayProcess> StartPublishedAsync(string folder, CancellationToken cancellation, params string[] arguments)
    {
        var built = Start(arguments);
        return StartAsync(Execution.Start(built.FileName, [Path.Combine(folder, "gateway.dll"), .. arguments], built.WorkingDirectory, Environment()), cancellation);
    }

    /// <summary>The same for which this file is <c>/etc/resolv.conf</c>.</summary>
    public static Task<GatewayProcess> StartResolvingAsync(string resolvConf, CancellationToken cancellation, params string[] arguments)
    {
        var plain = Start(arguments);
        string[] alone = ["--mount", "/bin/sh", "-c", "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"", resolvConf, plain.FileName, .. plain.ArgumentList];
        return StartAsync(Execution.Start("/usr/bin/unshare", alone, plain.WorkingDirectory, Environment()), cancellation);
    }

    /// <summary>The same in a group of processes that may have no more than so much memory.</summary>
    public static Task<GatewayProcess> StartBoundedAsync(MemoryBound bound, CancellationToken cancellation, params string[] arguments)
    {
        var plain = Start(arguments);
        string[] inside = ["-c", $"{bound.Entry} exec \"$0\" \"$@\"", plain.FileName, .. plain.ArgumentList];
        return StartAsync(Execution.Start("/bin/sh", inside, plain.WorkingDirectory, Environment()), cancellation);
    }

    /// <summary>The same that may have so many files open.</summary>
    public static Task<GatewayProcess> StartLimitedAsync(int openFiles, CancellationToken cancellation, params string[] arguments)
    {
        var plain = Start(arguments);
        return StartAsync(Execution.Start("/usr/bin/prlimit", [$"--nofile={openFiles}", plain.FileName, .. plain.ArgumentList], plain.WorkingDirectory, Environment()), cancellation);
    }

    private static async Task<GatewayProcess> StartAsync(ProcessStartInfo start, CancellationToken cancellation)
    {
        var gateway = new GatewayProcess(Process.Start(start)!);
        try
        {
            gateway.Ops = new Uri((await gateway.LogsAsync(OpsLine(), cancellation)).Groups[1].Value);
            gateway.GoProxy = (await gateway.LogsAsync(ReadyLine(), cancellation)).Groups[1].Value;
            return gateway;
        }
        catch (EndOfStreamException)
        {
            var error = await gateway.Error;
            await gateway.DisposeAsync();
            throw new InvalidOperationException($"The gateway does not start:\n{error}");
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs it to its end, for starts that fail.</summary>
    public static Task<Output> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        var start = Start(arguments);
        return Execution.RunAsync(start.FileName, start.ArgumentList, start.WorkingDirectory, Environment(), cancellation);
    }

    /// <summary>Waits for the first line of its log that matches, or for a later one.</summary>
    public async Task<Match> LogsAsync(Regex line, CancellationToken cancellation, int count = 1)
    {
        using var bounded = Patience.Bounded(cancellation);
        return await _log.FindAsync(line, count, bounded.Token);
    }

    /// <summary>Sends a signal, such as <c>HUP</c>.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancellation) =>
        (await Execution.RunAsync("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"], "/", Environment(), cancellation)).Succeeded();

    /// <summary>Waits for its end; the exit code.</summary>
    public async Task<int> EndsAsync(TimeSpan within, CancellationToken cancellation)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(within);
        await _process.WaitForExitAsync(bounded.Token);
        await _log.EndsAsync(bounded.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _log.DisposeAsync();
        _process.Dispose();
    }

    /// <summary>How the program is started, with next to nothing in its environment.</summary>
    public static ProcessStartInfo Start(params string[] arguments)
    {
        // What is built and shipped, not the copy beside the tests. The runtime is the one that the tests run on.
        var mode = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Gateway", mode, "gateway.dll"));
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return Execution.Start(dotnet, [program, .. arguments], Path.GetTempPath(), Environment());
    }

    private static Dictionary<string, string> Environment() => new() { ["PATH"] = "/usr/bin:/bin" };

    [GeneratedRegex(@"VmHWM:\s+(\d+) kB")]
    private static partial Regex PeakLine();

    [GeneratedRegex(@"Listening on (\S+) \(Ops\)")]
    private static partial Regex OpsLine();

    [GeneratedRegex(@"Ready: GOPROXY=(\S+)")]
    private static partial Regex ReadyLine();
}
