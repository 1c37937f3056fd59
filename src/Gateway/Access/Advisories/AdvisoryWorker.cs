namespace Gateway.Access.Advisories;

/// <summary>Keeps all feeds fresh. The first requests wait a moment for the first reading, and no longer.</summary>
internal sealed class AdvisoryWorker(AdvisoryFeeds feeds, TimeProvider time) : PeriodicWorker(TimeSpan.FromMilliseconds(500), time)
{
    // Without it a start would give out what is denied a second later; a source that hangs must not hang the start.
    private static readonly TimeSpan LongestFirstReading = TimeSpan.FromSeconds(5);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        feeds.Follow();
        try
        {
            await Task.WhenAll(feeds.All.Select(feed => feed.RefreshIfDueAsync())).WaitAsync(LongestFirstReading, cancellationToken);
        }
        catch (TimeoutException)
        {
            // They are read on; until then WhenUnread says what holds.
        }

        await base.StartAsync(cancellationToken);
    }

    public override void Look()
    {
        foreach (var feed in feeds.All)
        {
            // Nobody waits for it: one slow source does not hold up the others.
            _ = feed.RefreshIfDueAsync();
        }
    }
}
