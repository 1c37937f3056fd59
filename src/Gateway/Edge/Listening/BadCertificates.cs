namespace Gateway.Edge.Listening;

/// <summary>What follows when a client certificate is bad, or missing where one is needed.</summary>
internal enum BadCertificates
{
    /// <summary>The handshake goes on and every request is refused with the reason and the remedy, which <c>go</c> prints.</summary>
    Answer,

    /// <summary>The handshake is refused: who has no good certificate speaks to no HTTP of ours; the client says little more than "bad certificate".</summary>
    Refuse,
}
