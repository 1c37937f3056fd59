namespace Gateway.Tests.EndToEnd;

/// <summary>How long a test waits for what another program or another thread is to do, where no promise of ours bounds it. To reach it is to fail.</summary>
internal static class Patience
{
    /// <summary>Far above what any of it takes: a machine that is shared has stood still for more than a minute.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Cancelled with a token, and when patience is at its end.</summary>
    public static CancellationTokenSource Bounded(CancellationToken cancellation)
    {
        var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(Longest);
        return bounded;
    }
}
