namespace Gateway.Auditing;

/// <summary>What was found of a log.</summary>
internal sealed class AuditVerdict
{
    /// <summary>What is wrong, and where first; null when nothing is.</summary>
    public string? Fault { get; set; }

    /// <summary>Lines that were read.</summary>
    public long Lines { get; set; }

    /// <summary>The number of the first line; above 1 the lines before it are in files that were not named.</summary>
    public long First { get; set; }

    /// <summary>Checkpoints that were found.</summary>
    public long Checkpoints { get; set; }

    /// <summary>Lines behind the last checkpoint: nothing vouches for them yet.</summary>
    public long Uncovered { get; set; }

    /// <summary>Whether the log ends with half a line, as a crash leaves it.</summary>
    public bool EndsTorn { get; set; }

    /// <summary>Half lines that a crash left and the next start has named.</summary>
    public long Torn { get; set; }

    /// <summary>The SHA-256 of the last line.</summary>
    public string Head { get; set; } = AuditLine.NoHead;

    /// <summary>Whether the head that was asked for is among the lines.</summary>
    public bool HasHead { get; set; }
}
