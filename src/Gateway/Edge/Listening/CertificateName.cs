namespace Gateway.Edge.Listening;

/// <summary>Which certificate of which listener; in any case of letters, as host names and names of settings are.</summary>
/// <param name="Listener">The listener.</param>
/// <param name="Host">The host name it is for; empty for the one that everybody else gets.</param>
internal readonly record struct CertificateName(string Listener, string Host)
{
    public bool Equals(CertificateName other) =>
        Listener.Equals(other.Listener, StringComparison.OrdinalIgnoreCase) && Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(Listener), StringComparer.OrdinalIgnoreCase.GetHashCode(Host));

    /// <summary>The settings' key of it.</summary>
    public override string ToString() => Host.Length == 0 ? $"Listeners:{Listener}" : $"Listeners:{Listener}:Certificates:{Host}";
}
