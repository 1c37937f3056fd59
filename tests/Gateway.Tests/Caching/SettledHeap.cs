namespace Gateway.Tests.Caching;

/// <summary>The heap when nothing more goes: what other tests left behind must not go while one measures.</summary>
internal static class SettledHeap
{
    public static long Bytes()
    {
        var (last, now) = (long.MaxValue, GC.GetTotalMemory(forceFullCollection: true));
        for (var look = 0; look < 20 && Math.Abs(last - now) > 64 * 1024; look++)
        {
            GC.WaitForPendingFinalizers();
            (last, now) = (now, GC.GetTotalMemory(forceFullCollection: true));
        }

        return now;
    }
}
