namespace Gateway.Auditing;

/// <summary>Events 5000-5099.</summary>
internal static partial class AuditLog
{
    [LoggerMessage(5001, LogLevel.Error, "Audit records cannot be written to {File}: {Reason}. Up to {QueueLength} wait; then {Consequence}.")]
    public static partial void AuditStuck(this ILogger logger, string file, string reason, int queueLength, string consequence);

    [LoggerMessage(5002, LogLevel.Information, "Audit records are written to {File} again; {Lost} were lost meanwhile.")]
    public static partial void AuditResumed(this ILogger logger, string file, long lost);

    [LoggerMessage(5003, LogLevel.Information, "The audit log of {Instance} has {Number} lines, head {Head}.")]
    public static partial void AuditHead(this ILogger logger, string instance, long number, string head);

    [LoggerMessage(5004, LogLevel.Warning, "The last line of {File} is none of this gateway's, or encrypted with another key: the file was put away as {Away} and a new chain begins.")]
    public static partial void AuditChainBroken(this ILogger logger, string file, string away);

    [LoggerMessage(5006, LogLevel.Error, "The audit file {File}, which was put away last, is damaged: {Reason}. A new chain begins behind number {Number}; what that file held is missing in front of it.")]
    public static partial void AuditArchiveDamaged(this ILogger logger, string file, string reason, long number);

    [LoggerMessage(5005, LogLevel.Warning, "Audit files of {File} that were put away could not be compressed or removed: {Reason}")]
    public static partial void AuditNotTidied(this ILogger logger, string file, string reason);
}
