using System.Net;
using Gateway.Access;

namespace Gateway.Limits;

/// <summary>Who is counted: a known caller, or an address.</summary>
/// <param name="Issuer">Who vouches for the subject; empty for certificates and addresses.</param>
/// <param name="Subject">The subject; empty for addresses.</param>
/// <param name="Network">The address; 0 for known callers.</param>
internal readonly record struct AccountKey(string Issuer, string Subject, UInt128 Network)
{
    public static AccountKey Of(Caller caller, IPAddress? address) =>
        caller.IsIdentified ? new AccountKey(caller.Token?.Issuer ?? "", caller.Subject, UInt128.Zero) : Of(address);

    public static AccountKey Of(IPAddress? address) => new("", "", ClientNetwork.Of(address));
}
