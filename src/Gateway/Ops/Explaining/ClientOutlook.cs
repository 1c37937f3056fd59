using Gateway.Settings;

namespace Gateway.Ops.Explaining;

/// <summary>Who is supposed to ask.</summary>
/// <param name="Listener">Where.</param>
/// <param name="Url">The listener's address.</param>
/// <param name="Clients">What it asks clients for.</param>
/// <param name="Host">The host name that is asked for.</param>
/// <param name="From">From where; empty where that is not known.</param>
/// <param name="Caller">Who; empty for nobody in particular.</param>
/// <param name="Issuer">Who vouches for the token; empty where that is not said.</param>
/// <param name="Groups">The groups that the token puts him in.</param>
/// <param name="Names">The names in the certificate.</param>
internal sealed record ClientOutlook(
    string Listener, Uri Url, string Clients, string Host, string From, string Caller, string Issuer, IReadOnlyList<string> Groups, IReadOnlyList<string> Names)
{
    public static ClientOutlook Of(SupposedClient client, Snapshot snapshot) => new(
        client.Listener.Name,
        client.Listener.Address,
        $"{client.Listener.Options(snapshot.Settings).Clients}",
        client.Host,
        client.Address?.ToString() ?? "",
        client.Caller.Subject,
        client.Caller.Token?.Issuer ?? "",
        client.Caller.Token?.Groups ?? [],
        client.Caller.Certificate?.Names ?? []);
}
