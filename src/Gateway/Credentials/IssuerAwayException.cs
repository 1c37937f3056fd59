namespace Gateway.Credentials;

/// <summary>The issuer cannot be asked now; later it may be.</summary>
internal sealed class IssuerAwayException(string reason) : CredentialException(reason, "look at the network and at --authorities, then try again");
