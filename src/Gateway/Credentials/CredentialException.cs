namespace Gateway.Credentials;

/// <summary>Why there is nothing to show to the edge: the reason, and what the developer can do. Never holds a secret.</summary>
internal class CredentialException(string reason, string remedy) : Exception(reason)
{
    /// <summary>The next step, as a line of its own.</summary>
    public string Remedy { get; } = remedy;
}
