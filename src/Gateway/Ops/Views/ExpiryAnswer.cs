using Gateway.Access.Certificates;

namespace Gateway.Ops.Views;

/// <summary>Something that ends on a day known before, as JSON.</summary>
/// <param name="Kind"><c>Server</c>, <c>Authority</c>, <c>Revocations</c>, <c>Client</c> or <c>ClusterAuthority</c>.</param>
/// <param name="Listener">The listener it belongs to; empty when it serves all of them, or none.</param>
/// <param name="Cluster">The cluster that it is for; empty when it is for clients.</param>
/// <param name="Subject">What in the file it is.</param>
/// <param name="File">The file as the settings name it.</param>
/// <param name="From">From when on it holds.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Near">Whether the end is near or past.</param>
internal sealed record ExpiryAnswer(string Kind, string Listener, string Cluster, string Subject, string File, DateTimeOffset From, DateTimeOffset Until, bool Near)
{
    public static ExpiryAnswer Of(Expiry expiry, DateTimeOffset now) =>
        new(expiry.File.ToString(), expiry.Listener, expiry.Cluster, expiry.Subject, expiry.Path, expiry.From, expiry.Until, expiry.Reached(now) is not null);
}
