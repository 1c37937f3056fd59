using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>
/// A program in a world of its own, as container engines and systemd make them: namespaces for files, processes and network (loopback alone), a
/// root that nobody can write to, a user without rights.
/// </summary>
internal sealed class Sandbox : IAsyncDisposable
{
    public const int User = 1654;

    private const string Bubblewrap = "/usr/bin/bwrap";
    private const string Setpriv = "/usr/bin/setpriv";

    private readonly TemporaryFolder _folder;
    private readonly Process _process;
    private readonly LineLog _log;

    private Sandbox(TemporaryFolder folder, Process process)
    {
        _folder = folder;
        _process = process;
        _log = new LineLog(process.StandardOutput);
        Error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>What it writes to standard error, once it has ended.</summary>
    public Task<string> Error { get; }

    public IReadOnlyList<string> Lines => _log.Lines;

    /// <summary>The program's own id, seen from here.</summary>
    public int Id { get; private set; }

    /// <summary>What an image with the ASP.NET Core runtime and no shell has of files.</summary>
    public static IReadOnlyList<string> ImageRoot { get; } =
    [
        // Folders that are made on the way to a mount are for root alone.
        "--dir", "/usr", "--dir", "/usr/bin", "--dir", "/usr/lib", "--dir", "/usr/share", "--dir", "/var", "--dir", "/var/log",
        "--ro-bind", "/usr/share/dotnet", "/usr/share/dotnet", "--ro-bind", "/usr/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "--ro-bind", Setpriv, Setpriv,
        "--ro-bind", "/lib64", "/lib64", "--symlink", "usr/lib", "/lib", "--symlink", "/usr/share/dotnet/dotnet", "/usr/bin/dotnet",
    ];

    /// <summary>All of this machine's files but .NET's and those that are for the tests alone.</summary>
    public static IReadOnlyList<string> MachineRoot { get; } = ["--ro-bind", "/", "/", "--tmpfs", "/usr/share/dotnet", "--tmpfs", "/root", "--tmpfs", "/tmp"];

    /// <param name="mounts">Options of bubblewrap.</param>
    /// <param name="folder">Where it starts.</param>
    /// <param name="environment">All the environment there is.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<Sandbox> StartAsync(IEnumerable<string> mounts, string folder, IReadOnlyDictionary<string, string> environment, IEnumerable<string> command)
    {
        var own = new TemporaryFolder();
        string[] arguments =
        [
            "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--die-with-parent", "--new-session",
            .. mounts, "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/", "--chdir", folder, "--clearenv",
            .. environment.SelectMany(variable => new[] { "--setenv", variable.Key, variable.Value }),
            // What is needed to give the rest up.
            "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP",
            "--", Setpriv, $"--reuid={User}", $"--regid={User}", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", .. command,
        ];
        // Its own descriptor for what bubblewrap says of the process it starts.
        var start = Execution.Start("/bin/sh", ["-c", "exec \"$0\" --info-fd 9 \"$@\" 9>\"$INFO\"", Bubblewrap, .. arguments], "/", new Dictionary<string, string> { ["INFO"] = own["info"] });
        var sandbox = new Sandbox(own, Process.Start(start)!);
        try
        {
            await Eventually.TrueAsync(() => sandbox._process.HasExited || sandbox.FindId() is not null, "it runs", TestContext.Current.CancellationToken);
            sandbox.Id = sandbox.FindId() ?? throw new InvalidOperationException($"It does not run:\n{await sandbox.Error}");
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the first line that matches, or for a later one.</summary>
    public async Task<Match> LogsAsync(Regex line, int count = 1)
    {
        using var bounded = Patience.Bounded(TestContext.Current.CancellationToken);
        try
        {
            return await _log.FindAsync(line, count, bounded.Token);
        }
        catch (EndOfStreamException ended)
        {
            throw new InvalidOperationException($"{ended.Message}\n{await Error}", ended);
        }
    }

    /// <summary>Runs a program of this machine in the sandbox's network.</summary>
    public Task<Output> InNetworkAsync(params string[] command) => RunAsync(["--net"], command);

    /// <summary>Runs a program of the sandbox in all of its world, as its user: what <c>docker exec</c> and health checks do.</summary>
    public Task<Output> InsideAsync(string folder, params string[] command) =>
        RunAsync(["--mount", "--net", "--pid", "--ipc", "--uts", $"--wdns={folder}"], [Setpriv, $"--reuid={User}", $"--regid={User}", "--clear-groups", .. command]);

    public async Task SignalAsync(string signal) =>
        (await Execution.RunAsync("/bin/sh", ["-c", $"kill -{signal} {Id}"], "/", new Dictionary<string, string>(), TestContext.Current.CancellationToken)).Succeeded();

    /// <summary>Waits for its end; the exit code.</summary>
    public async Task<int> EndsAsync()
    {
        using var bounded = Patience.Bounded(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(bounded.Token);
        await _log.EndsAsync(bounded.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // What runs inside dies with it.
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await _log.DisposeAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    /// <summary>The only child of bubblewrap's first process inside.</summary>
    private int? FindId()
    {
        var info = File.Exists(_folder["info"]) ? File.ReadAllText(_folder["info"]) : "";
        if (!info.TrimEnd().EndsWith('}'))
        {
            return null;
        }

        var first = JsonDocument.Parse(info).RootElement.GetProperty("child-pid").GetInt32();
        var children = File.Exists($"/proc/{first}/task/{first}/children") ? File.ReadAllText($"/proc/{first}/task/{first}/children").Trim() : "";
        return int.TryParse(children.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    private Task<Output> RunAsync(IEnumerable<string> namespaces, IEnumerable<string> command) =>
        Execution.RunAsync("/usr/bin/nsenter", [$"--target={Id}", .. namespaces, "--", .. command], "/", new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" }, TestContext.Current.CancellationToken);
}
