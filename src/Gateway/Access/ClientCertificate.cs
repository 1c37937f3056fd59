namespace Gateway.Access;

/// <summary>What a client certificate that was found good says of its holder.</summary>
/// <param name="Subject">The first there is of SPIFFE id, DNS name, URI, e-mail address and common name.</param>
/// <param name="Names">Every name in it (subject alternative names, common name), as <c>spiffe://…</c>, <c>build.corp.example</c>, ….</param>
/// <param name="Fingerprint">SHA-256 of the certificate as <c>openssl x509 -fingerprint -sha256</c> writes it: <c>AB:CD:…</c>.</param>
/// <param name="Expires">When it ends.</param>
internal sealed record ClientCertificate(string Subject, IReadOnlyList<string> Names, string Fingerprint, DateTimeOffset Expires);
