using System.Net;
using System.Runtime.CompilerServices;
using GoModules;

namespace Gateway.Access.Rules;

/// <summary>All that a plan depends on. Certificates and tokens count by reference: each stays the same object for as long as it is remembered.</summary>
internal readonly struct PlanKey(in RuleQuestion question) : IEquatable<PlanKey>
{
    private const GoRequestKind NoKind = (GoRequestKind)(-1);

    private readonly ClientCertificate? _certificate = question.Caller.Certificate;
    private readonly CallerToken? _token = question.Caller.Token;
    private readonly string _listener = question.Listener.Name;
    private readonly string _host = question.Host.Value ?? "";
    private readonly string _route = question.Route;
    private readonly string _subject = question.Request?.Module ?? question.Path;
    private readonly IPAddress? _address = question.Address;
    private readonly RuleAction _action = question.Action;
    private readonly GoRequestKind _kind = question.Request?.Kind ?? NoKind;
    private readonly bool _isDiscovery = question.Request is { HasCanonicalVersion: false };

    public bool Equals(PlanKey other) =>
        ReferenceEquals(_certificate, other._certificate) && ReferenceEquals(_token, other._token)
        && _kind == other._kind && _isDiscovery == other._isDiscovery && _action == other._action
        && _subject == other._subject && _host == other._host && _listener == other._listener && _route == other._route
        && Equals(_address, other._address);

    public override bool Equals(object? obj) => obj is PlanKey other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(
        RuntimeHelpers.GetHashCode(_certificate), RuntimeHelpers.GetHashCode(_token), _subject, _host, _address, (int)_kind, _route);
}
