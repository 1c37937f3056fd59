using System.Net;

namespace Gateway.Access.Certificates;

/// <summary>A handshake that ended because of what the client showed, or did not show. No request will ever tell of it.</summary>
/// <param name="Listener">Where it came in.</param>
/// <param name="Client">From where.</param>
/// <param name="Fingerprint">Of the certificate, as openssl writes it; null when none was shown.</param>
/// <param name="Reason">What was wrong.</param>
internal sealed record RefusedHandshake(string Listener, EndPoint? Client, string? Fingerprint, string Reason);
