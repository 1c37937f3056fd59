using System.Net;
using System.Text.Json.Nodes;
using Gateway.Access;
using Gateway.Access.Rules;
using Gateway.Edge;
using Gateway.Settings;
using GoModules;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Access.Rules;

/// <summary>Rules from a section <c>Access</c>, asked without a gateway.</summary>
internal sealed class RulesBed
{
    private readonly ModulePatterns _private;

    /// <param name="access">The section, as JSON.</param>
    /// <param name="secret">Patterns of private modules.</param>
    public RulesBed(string access, string secret = "corp.example,*.corp.example")
    {
        var faults = new List<string>();
        var json = new JsonObject { ["Advisories"] = new JsonObject { ["go"] = new JsonObject { ["Source"] = "https://vuln.go.dev/" } }, ["Access"] = JsonNode.Parse(access), ["Modules"] = new JsonObject { ["Private"] = new JsonArray(secret), ["Routes"] = new JsonArray(new JsonObject { ["Name"] = "route1" }) } };
        Settings = new SettingsBinder(faults).Bind<GatewaySettings>(json);
        AccessConsistency.Check(Settings, faults);
        faults.Should().BeEmpty();
        Rules = new AccessRules(Settings);
        _private = new ModulePatterns([secret]);
    }

    public GatewaySettings Settings { get; }

    public AccessRules Rules { get; }

    public static Caller Nobody => Caller.Nobody;

    public static Caller Token(string subject, params string[] groups) =>
        new() { Token = new CallerToken { Issuer = "https://idp.corp.example/", Subject = subject, Groups = groups } };

    public static Caller Certificate(params string[] names) =>
        new() { Certificate = new ClientCertificate(names[0], names, "AB:CD", DateTimeOffset.MaxValue) };

    /// <summary>What is said of a module as such, such as <c>200 corp</c> or <c>403 default</c>.</summary>
    public string Ask(string target, Caller? caller = null, string address = "10.1.2.3", string listener = "Edge@0.0.0.0", string host = "gateway", string route = "route1")
    {
        var decision = Find(target, caller, address, listener, host, route).OfModule;
        return $"{decision.Status} {decision.RuleId}";
    }

    public RulePlan Find(string target, Caller? caller = null, string address = "10.1.2.3", string listener = "Edge@0.0.0.0", string host = "gateway", string route = "route1")
    {
        var request = GoRequest.Parse(target)!;
        return Rules.Find(RuleQuestion.Of(Context(caller, address, listener, host), request, route, !request.IsChecksum && _private.Matches(request.Module)));
    }

    /// <summary>What is said of a path that is no Go request.</summary>
    public string AskPath(string path, RuleAction action, Caller? caller = null)
    {
        var decision = Rules.Decide(RuleQuestion.Of(Context(caller, "10.1.2.3", "Edge@0.0.0.0", "gateway"), path, "hosted", action));
        return $"{decision.Status} {decision.RuleId}";
    }

    private static DefaultHttpContext Context(Caller? caller, string address, string listener, string host)
    {
        var context = new DefaultHttpContext();
        context.Request.Host = new HostString(host);
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        var (name, at) = (listener.Split('@')[0], listener.Split('@')[1]);
        context.Features.Set(new EdgeConnection(new Listener(name, new ListenerOptions { Url = $"http://{at}:0" })));
        Visit.Of(context).Caller = caller ?? Caller.Nobody;
        return context;
    }
}
