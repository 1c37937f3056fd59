namespace Gateway.Upstreams;

/// <summary>When nobody is left to ask: waits a little and lets those be asked again whose failure may pass, within their budgets.</summary>
internal sealed class BackOff(RetryBudgets budgets, UpstreamMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits. False: this was the end.</summary>
    public async Task<bool> WaitAsync(Walk walk)
    {
        if (walk.Retries >= walk.Options.Retries || walk.Attempts[^1].Outcome.Kind is OutcomeKind.Answer or OutcomeKind.ClientGone
            || OutcomeTable.StatusAtEnd(walk.Attempts, walk.Chain) < StatusCodes.Status500InternalServerError)
        {
            return false;
        }

        var failed = walk.Round.Where(attempt => OutcomeTable.MayPass(attempt.Outcome)).ToList();
        var pause = PauseOf(walk, failed);
        if (failed.Count == 0 || pause > walk.Options.LongestRetryAfter || pause >= walk.Left)
        {
            return false;
        }

        var again = failed.Select(attempt => attempt.Upstream).Distinct().Where(upstream => budgets.Of(upstream).TryTake(walk.Options)).ToHashSet();
        if (again.Count == 0)
        {
            walk.IsBudgetSpent = true;
            return false;
        }

        try
        {
            await Task.Delay(pause, time, walk.Cancellation);
        }
        catch (OperationCanceledException)
        {
            walk.Add(new Attempt(failed[^1].Upstream, null, Outcome.ClientGone));
            return false;
        }

        foreach (var upstream in again)
        {
            metrics.Retried(upstream);
        }

        walk.AskAgain(again);
        return true;
    }

    /// <summary>250 ms, 500 ms, 1 s, each more or less by a quarter, or what the clusters themselves ask for.</summary>
    private static TimeSpan PauseOf(Walk walk, List<Attempt> failed)
    {
        var pause = Shortest * Math.Pow(2, walk.Retries) * (0.75 + (0.5 * Random.Shared.NextDouble()));
        // The first who is ready is asked first; who is not is cooling down and is passed by.
        return failed.Count > 0 && failed.Min(attempt => attempt.Outcome.RetryAfter ?? TimeSpan.Zero) is var wanted && wanted > pause ? wanted : pause;
    }
}
