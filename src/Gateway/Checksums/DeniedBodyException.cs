namespace Gateway.Checksums;

/// <summary>A body is withheld for good: it is not what it should be, or nobody could say.</summary>
internal sealed class DeniedBodyException(int status, string words) : IOException(words)
{
    /// <summary>The status for a client that has nothing of it yet.</summary>
    public int Status => status;
}
