using System.Net;
using System.Text.Json;
using Gateway.Access.Certificates;

namespace Gateway.Auditing;

/// <summary>A client that was turned away before it could ask.</summary>
internal sealed class HandshakeEntry(RefusedHandshake refused) : IAuditEntry
{
    public string Type => "handshake";

    public required DateTimeOffset Time { get; init; }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("listener"u8, refused.Listener);
        json.WriteString("client"u8, refused.Client is IPEndPoint client ? client.Address.ToString() : null);
        if (refused.Fingerprint is { } fingerprint)
        {
            json.WriteString("client_cert_fingerprint"u8, fingerprint);
        }

        json.WriteString("authz_decision"u8, "unauthenticated");
        json.WriteString("reason"u8, refused.Reason);
    }
}
