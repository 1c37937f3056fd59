namespace Gateway.Access;

/// <summary>The client certificate of a connection as it was judged at the handshake; a feature of the connection.</summary>
internal sealed record ShownCertificate(Shown<ClientCertificate> Shown);
