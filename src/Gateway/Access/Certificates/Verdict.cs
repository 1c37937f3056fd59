namespace Gateway.Access.Certificates;

/// <summary>What a client certificate was found to prove.</summary>
/// <param name="Authorities">Under which authorities and revocation lists: under others it has to be judged again.</param>
/// <param name="Shown">What it proves, or why it proves nothing.</param>
/// <param name="Fault">Why it proves nothing, as a label.</param>
/// <param name="Until">From when on it has to be judged again, because something it rests on has ended.</param>
internal sealed record Verdict(ClientAuthorities Authorities, Shown<ClientCertificate> Shown, CertificateFault Fault, DateTimeOffset Until);
