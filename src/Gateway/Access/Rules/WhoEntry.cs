using System.Net;
using Gateway.Settings;

namespace Gateway.Access.Rules;

/// <summary>One entry of <c>Who</c>, such as <c>group:dev</c> or <c>identified</c>.</summary>
internal sealed class WhoEntry
{
    private static readonly string[] Words = [.. Enum.GetNames<WhoKind>().Select(name => name.ToLowerInvariant())];

    private readonly NameGlob _glob;
    private readonly IPNetwork _network;

    private WhoEntry(WhoKind kind, string value)
    {
        Kind = kind;
        Value = value;
        _glob = new NameGlob(value, IsCaseless(kind, value) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        _network = kind == WhoKind.Network ? IPNetwork.Parse(value) : default;
    }

    public WhoKind Kind { get; }

    /// <summary>What follows the colon; empty where nothing does.</summary>
    public string Value { get; }

    /// <summary>Whether only a caller who has shown something can be meant.</summary>
    public bool NeedsIdentity => Kind is WhoKind.Identified or WhoKind.Subject or WhoKind.Group or WhoKind.San or WhoKind.Issuer;

    /// <summary>Reads an entry; the fault is a clause to be read after it.</summary>
    public static WhoEntry? Parse(string text, out string? fault)
    {
        var colon = text.IndexOf(':');
        var (word, value) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        var index = Array.IndexOf(Words, word);
        fault = index < 0
            ? $"begins with none of {string.Join(", ", Words.Select(known => known is "anyone" or "identified" ? known : known + ":"))}.{DidYouMean.Sentence(word, Words)}"
            : FindFault((WhoKind)index, value, colon >= 0);
        return fault is null ? new WhoEntry((WhoKind)index, value) : null;
    }

    public bool Matches(in RuleQuestion question) => Kind switch
    {
        WhoKind.Anyone => true,
        WhoKind.Identified => question.Caller.IsIdentified,
        WhoKind.Subject => IsOne(question.Caller.Token?.Subject) || IsOne(question.Caller.Certificate?.Subject),
        WhoKind.Group => IsAny(question.Caller.Token?.Groups),
        WhoKind.San => IsAny(question.Caller.Certificate?.Names),
        WhoKind.Issuer => IsOne(question.Caller.Token?.Issuer),
        WhoKind.Listener => _glob.Matches(question.Listener.Name),
        WhoKind.Host => _glob.Matches(question.Host.Host),
        _ => question.Address is { } address && _network.Contains(address),
    };

    private static string? FindFault(WhoKind kind, string value, bool hasColon) => kind switch
    {
        WhoKind.Anyone or WhoKind.Identified => hasColon ? "has a value, where none belongs." : null,
        _ when value.Length == 0 => $"has no value; write {kind.ToString().ToLowerInvariant()}:VALUE.",
        WhoKind.Network when !IPNetwork.TryParse(value, out _) => "is no network such as network:10.0.0.0/8.",
        _ => null,
    };

    // Host names and the names of listeners have no case; of names in certificates those with a scheme or a mailbox have.
    private static bool IsCaseless(WhoKind kind, string value) =>
        kind is WhoKind.Host or WhoKind.Listener || (kind == WhoKind.San && !value.Contains('/') && !value.Contains('@'));

    private bool IsOne(string? name) => name is { Length: > 0 } && _glob.Matches(name);

    private bool IsAny(IReadOnlyList<string>? names)
    {
        for (var index = 0; index < (names?.Count ?? 0); index++)
        {
            if (_glob.Matches(names![index]))
            {
                return true;
            }
        }

        return false;
    }
}
