namespace Gateway.Mirroring;

/// <summary>The words of metrics and of the operators' page.</summary>
internal static class DropReasonWords
{
    public static string Word(this DropReason reason) => reason switch
    {
        DropReason.QueueFull => "queue-full",
        DropReason.Private => "private",
        DropReason.NoDestination => "no-destination",
        DropReason.Rate => "rate",
        DropReason.BreakerOpen => "breaker-open",
        DropReason.Timeout => "timeout",
        DropReason.Failed => "failed",
        _ => "stopping",
    };
}
