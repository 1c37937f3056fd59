namespace Gateway.Mirroring;

/// <summary>Why a copy did not arrive.</summary>
internal enum DropReason
{
    /// <summary>Too many wait already.</summary>
    QueueFull,

    /// <summary>The module is private, and the cluster is not internal.</summary>
    Private,

    /// <summary>The cluster has no destination in rotation.</summary>
    NoDestination,

    /// <summary>The cluster is asked as often as its <c>Rate</c> allows.</summary>
    Rate,

    /// <summary>Too many copies failed: the mirror is left alone for a while.</summary>
    BreakerOpen,

    /// <summary>It took too long.</summary>
    Timeout,

    /// <summary>Refused, reset, or no HTTP.</summary>
    Failed,

    /// <summary>The gateway stopped.</summary>
    Stopping,
}
