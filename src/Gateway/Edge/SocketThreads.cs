using System.Runtime.InteropServices;

namespace Gateway.Edge;

/// <summary>While the gateway is busy, the threads on which .NET hears from Linux that sockets are ready interrupt nobody who works: docs/decisions/0033-who-hears-of-packets-waits-for-its-turn.md.</summary>
/// <remarks>
/// Linux wakes such a thread for every packet, and it takes the core from a request, for a single event. As <c>SCHED_BATCH</c> (sched(7)) it runs when a
/// core is free or its turn comes, and finds many events at once: a hit takes a fifth less of one busy core. Among busy strangers it would wait for them
/// as well, so that it is so only while the gateway itself takes half of its processors, and for a minute after: bursts come in waves.
/// </remarks>
internal sealed class SocketThreads(TimeProvider time) : PeriodicWorker(TimeSpan.FromMilliseconds(100), time)
{
    private const int Batch = 3;
    private const double BusyFrom = 0.5;
    private const double BusyTo = 0.4;

    // The first 100 ms of a burst are over before anybody notices it: a core has a fifth more to do meanwhile and falls behind.
    private static readonly TimeSpan QuietFor = TimeSpan.FromMinutes(1);

    // What whoever started the gateway has chosen.
    private readonly int _usual = GetScheduler(Environment.ProcessId);
    private List<int> _found = [];
    private (TimeSpan Used, long At)? _before;
    private bool _isBusy;
    private long _lastBusy;

    /// <summary>What .NET calls them.</summary>
    public string Named { get; init; } = ".NET Sockets";

    /// <summary>The processor time that the gateway has taken so far.</summary>
    public Func<TimeSpan> Used { get; init; } = static () => Environment.CpuUsage.TotalTime;

    /// <summary>Looks how busy it has been since the last look. Where a sandbox forbids the rest, the threads stay as they are.</summary>
    public override void Look()
    {
        var (before, now) = (_before, (Used: Used(), At: Time.GetTimestamp()));
        _before = now;
        var share = before is var (used, at) ? (now.Used - used) / (Time.GetElapsedTime(at, now.At) * Environment.ProcessorCount) : 0;
        if (share >= BusyTo)
        {
            _lastBusy = now.At;
        }

        try
        {
            if (share >= BusyFrom && (!_isBusy || _found.Count == 0))
            {
                Set(Batch);
            }
            else if (_isBusy && Time.GetElapsedTime(_lastBusy, now.At) >= QuietFor)
            {
                Set(_usual);
            }
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            // Out of files, or /proc is not for us: the next look tries again.
        }
    }

    private void Set(int policy)
    {
        if (_found.Count == 0)
        {
            // They are there once something listens, and stay.
            _found = [.. Directory.EnumerateDirectories("/proc/self/task").Where(IsOne).Select(static thread => int.Parse(Path.GetFileName(thread.AsSpan())))];
        }

        _found.ForEach(thread => _ = SetScheduler(thread, policy, 0));
        _isBusy = policy == Batch;
    }

    private bool IsOne(string thread) => File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd() == Named;

    [DllImport("libc", EntryPoint = "sched_getscheduler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetScheduler(int thread);

    [DllImport("libc", EntryPoint = "sched_setscheduler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetScheduler(int thread, int policy, in int priority);
}
