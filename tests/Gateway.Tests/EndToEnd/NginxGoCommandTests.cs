namespace Gateway.Tests.EndToEnd;

/// <summary>nginx alone: shows that the peers are right before anything of ours stands between them.</summary>
[Collection<RealPeers>]
public sealed class NginxGoCommandTests(Peers peers) : GoCommandTests(peers)
{
    protected override string Proxy => Peers.Nginx.Address.ToString();
}
