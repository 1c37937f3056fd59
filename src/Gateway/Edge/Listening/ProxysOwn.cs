namespace Gateway.Edge.Listening;

/// <summary>Marks a connection on which a proxy speaks for itself, so that nothing it says of others is believed.</summary>
internal sealed class ProxysOwn
{
    public static readonly ProxysOwn Mark = new();
}
