using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Bench.Comparison;

/// <summary>A server of the comparison, on a core of its own, with all that it started.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    // What the kernel counts processor time in, on every Linux there is.
    private const double TicksPerSecond = 100;

    private readonly Process _process;
    private readonly Task<string> _printed;

    private ServerProcess(string core, string program, IEnumerable<string> arguments)
    {
        _process = Process.Start(new ProcessStartInfo("taskset", ["-c", core, program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _printed = PrintedAsync(_process);
    }

    /// <summary>Of the program itself: taskset becomes it.</summary>
    public int Id => _process.Id;

    /// <summary>Processor time so far.</summary>
    public TimeSpan Processor => TimeSpan.FromSeconds(Family().Sum(Ticks) / TicksPerSecond);

    /// <summary>Bytes of memory; of what several processes share, each has its part.</summary>
    public long Memory => Family().Sum(Share);

    /// <summary>Starts a server, and waits until somebody listens on its port.</summary>
    public static async Task<ServerProcess> StartAsync(string core, int port, string program, params IEnumerable<string> arguments)
    {
        var server = new ServerProcess(core, program, arguments);
        var started = Stopwatch.GetTimestamp();
        while (!await IsListeningAsync(port))
        {
            if (server._process.HasExited || Stopwatch.GetElapsedTime(started) > LongestStart)
            {
                throw new InvalidOperationException($"{program} does not listen on port {port}: {(server._process.HasExited ? await server._printed : "it runs")}");
            }

            await Task.Delay(Look);
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        try
        {
            await _process.WaitForExitAsync().WaitAsync(LongestStop);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<string> PrintedAsync(Process process)
    {
        var (text, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        return $"{await text}{await error}";
    }

    /// <summary>The process and its children: nginx and Varnish work in theirs.</summary>
    private List<string> Family()
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)!).Where(name => char.IsAsciiDigit(name[0]))
            .Select(id => (Id: id, Parent: Stat(id) is { } stat ? stat[1] : "")).ToLookup(process => process.Parent, process => process.Id);
        var family = new List<string> { $"{_process.Id}" };
        for (var next = 0; next < family.Count; next++)
        {
            family.AddRange(parents[family[next]]);
        }

        return family;
    }

    /// <summary>The fields of a process after its name; null when it has ended.</summary>
    private static string[]? Stat(string id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static double Ticks(string id) => Stat(id) is { } stat
        ? double.Parse(stat[11], CultureInfo.InvariantCulture) + double.Parse(stat[12], CultureInfo.InvariantCulture)
        : 0;

    private static long Share(string id) => File.ReadLines($"/proc/{id}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] is var kibibytes ? long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024 : 0;
}
