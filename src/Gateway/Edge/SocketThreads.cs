using System.Runtime.InteropServices;

namespace Gateway.Edge;

/// <summary>While the gateway is busy, the threads on which .NET hears from Linux that sockets are ready interrupt nobody who works: docs/decisions/0033-who-hears-of-packets-waits-for-its-turn.md.</summary>
/// <remarks>
/// Linux wakes such a thread for every packet, and it takes the core from a request, for a single event. As <c>SCHED_BATCH</c> (sched(7)) it runs when a
/// core is free or its turn comes, and finds many events at once: a hit takes a fifth less of one busy core. Among busy strangers it would wait for them
/// as well, so that it is so only while the gateway itself takes half of its processors.
/// </remarks>
internal sealed class SocketThreads(TimeProvider time) : BackgroundService
{
    private const int Normal = 0;
    private const int Batch = 3;
    private const double BusyShare = 0.5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private TimeSpan _used;
    private long _looked = time.GetTimestamp();
    private bool _isBusy;

    /// <summary>What .NET calls them.</summary>
    public string Named { get; init; } = ".NET Sockets";

    /// <summary>The processor time that the gateway has taken so far.</summary>
    public Func<TimeSpan> Used { get; init; } = static () => Environment.CpuUsage.TotalTime;

    /// <summary>Looks how busy it has been since the last look. Where a sandbox forbids the rest, the threads stay as they are.</summary>
    public void Look()
    {
        var (used, now) = (Used(), time.GetTimestamp());
        var isBusy = used - _used >= time.GetElapsedTime(_looked, now) * (BusyShare * Environment.ProcessorCount);
        (_used, _looked) = (used, now);
        if (isBusy == _isBusy)
        {
            return;
        }

        _isBusy = isBusy;
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (NameOf(thread) == Named)
            {
                _ = SetScheduler(int.Parse(Path.GetFileName(thread.AsSpan())), isBusy ? Batch : Normal, 0);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // After a start that failed the host does not expect this, and would call the cancellation a crash.
        }
    }

    private static string NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }

    [DllImport("libc", EntryPoint = "sched_setscheduler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetScheduler(int thread, int policy, in int priority);
}
