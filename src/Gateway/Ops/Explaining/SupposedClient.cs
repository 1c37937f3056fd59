using System.Net;
using Gateway.Access;
using Gateway.Edge;
using Gateway.Settings;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Ops.Explaining;

/// <summary>Who is supposed to ask, where, and from where.</summary>
/// <param name="Listener">Where the request would come in.</param>
/// <param name="Caller">What he would have shown, all of it good.</param>
/// <param name="Address">The client's address; null where it is not known.</param>
/// <param name="Host">The host name that he would ask for.</param>
internal sealed record SupposedClient(Listener Listener, Caller Caller, IPAddress? Address, string Host)
{
    /// <summary>Reads <c>as</c>, <c>group</c>, <c>issuer</c>, <c>san</c>, <c>listener</c>, <c>from</c> and <c>host</c>; a fault is a sentence.</summary>
    public static (SupposedClient? Client, string Fault) Parse(IQueryCollection query, Listeners listeners)
    {
        var modules = listeners.All.Values.Where(listener => !listener.IsOps).ToList();
        var name = query["listener"].ToString();
        var listener = name.Length == 0 ? modules.FirstOrDefault() : modules.Find(listener => listener.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (listener is null)
        {
            return (null, $"\"{name}\" is no listener for modules; there are {string.Join(", ", modules.Select(other => other.Name))}.{DidYouMean.Sentence(name, modules.Select(other => other.Name))}");
        }

        var address = listener.IsLoopback ? IPAddress.Loopback : null;
        if (query["from"].ToString() is { Length: > 0 } from && !IPAddress.TryParse(from, out address))
        {
            return (null, $"\"{from}\" is no address of a client such as 10.1.2.3.");
        }

        var host = query["host"].ToString() is { Length: > 0 } asked ? asked : new Uri(listener.GoProxy).Host;
        return (new SupposedClient(listener, CallerOf(query), address, host), "");
    }

    /// <summary>The request that he would send, for all that looks at requests; its answer goes into memory.</summary>
    public HttpContext Ask(string target)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Get;
        context.Request.Scheme = Listener.Address.Scheme;
        context.Request.Host = new HostString(Host);
        context.Connection.RemoteIpAddress = Address;
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        context.Features.Set(new EdgeConnection(Listener));
        context.Response.Body = new MemoryStream();
        RequestId.Give(context);
        return context;
    }

    private static Caller CallerOf(IQueryCollection query)
    {
        var (subject, issuer) = (query["as"].ToString(), query["issuer"].ToString());
        List<string> groups = [.. query["group"].OfType<string>()];
        List<string> names = [.. query["san"].OfType<string>()];
        var hasToken = groups.Count > 0 || issuer.Length > 0 || (subject.Length > 0 && names.Count == 0);
        return Caller.Of(
            names.Count > 0 ? new ClientCertificate(subject.Length > 0 ? subject : names[0], names, "", DateTimeOffset.MaxValue) : null,
            hasToken ? new CallerToken { Subject = subject, Issuer = issuer, Groups = groups } : null);
    }
}
