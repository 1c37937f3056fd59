using Gateway.Upstreams;

namespace Gateway.Checking;

/// <summary>What is wrong where answers came, and came wrong.</summary>
internal static class AnswerFault
{
    private static readonly string[] OfDatabases = ["supported", "head", "lookup", "tile"];

    /// <param name="sight">The destination.</param>
    /// <param name="alike">Answers that are wrong in the same way; at least one.</param>
    public static LiveFault Of(LiveSight sight, IReadOnlyList<LiveAnswer> alike)
    {
        var what = string.Join(", ", alike.Select(answer => answer.Question.Name));
        var outcome = alike[0].Outcome;
        var isAll = alike.Count == sight.Answers.Count(answer => answer.Question.IsThere);
        var said = outcome.UpstreamText is { Length: > 0 } text ? $": \"{text}\"" : "";
        return outcome switch
        {
            { Kind: OutcomeKind.Unauthorized } when sight.Upstream.Credentials is null =>
                new($"it asks for credentials, and none are set ({what})", $"set {sight.Key}:Username with PasswordFile, or {sight.Key}:TokenFile"),
            { Kind: OutcomeKind.Unauthorized } =>
                new($"it refuses the credentials of {sight.Key} ({what})", $"correct {sight.Key}:Username and what PasswordFile, or TokenFile, holds; see there whether that user may read the repository"),
            { Reason: "redirect-host" } =>
                new($"it {outcome.Words} ({what})", $"if that is where it keeps its files, add the host to {sight.Key}:RedirectHosts; if it is a page to log in at, set credentials or the address that programs use"),
            { Kind: OutcomeKind.Redirect } => new($"it {outcome.Words} ({what})", $"name in {sight.AddressKey} the address that it leads to in the end"),
            { Kind: OutcomeKind.WrongBody } when outcome.Words.Contains("HTML", StringComparison.Ordinal) =>
                new($"it {outcome.Words} ({what}): most likely one to log in at", $"name in {sight.AddressKey} the address that programs use, past any single sign-on, and set the credentials in {sight.Key}"),
            { Kind: OutcomeKind.WrongBody } => new($"it {outcome.Words} ({what})", $"see whether {sight.AddressKey} is the address of a module proxy, and what stands between it and here"),
            { Kind: OutcomeKind.Forbidden } =>
                new($"it forbids {sight.Module} ({what}){said}", $"let the gateway's user read it there: a routing rule, a firewall or a curation denies it; or name in {sight.Key}:ProbeModule one that it may give out"),
            { Kind: OutcomeKind.NotFound } when what == "latest" =>
                new("it has no @latest", $"a module without a tagged version is not found there: set {sight.Key}:Kind to Files where it serves plain files, and put a cluster behind it that has @latest, with \"NotFound\": \"Next\""),
            { Kind: OutcomeKind.NotFound } when what == "lookup" =>
                new($"it has no checksum record of {sight.Module}{said}", $"name in {sight.Key}:ProbeModule a module that it knows, or see whether it reaches where modules come from"),
            { Kind: OutcomeKind.NotFound or OutcomeKind.Unexpected } when alike.All(answer => OfDatabases.Contains(answer.Question.Name)) =>
                new($"it does not pass the checksum database on ({what})", "name in Modules:ChecksumDatabases a cluster that does, or one that is the database itself, with \"Kind\": \"ChecksumDatabase\""),
            { Kind: OutcomeKind.NotFound or OutcomeKind.Unexpected } when isAll =>
                new($"it {outcome.Words} for all of {sight.Module}{said}", $"if it has that module, its base path is wrong: correct {sight.AddressKey}; if it does not, name one that it has in {sight.Key}:ProbeModule"),
            { Kind: OutcomeKind.NotFound or OutcomeKind.Unexpected } =>
                new($"it {outcome.Words} for {what} of {sight.Module}, and has the rest{said}", "let every file of the protocol through there (@v/list, @latest, *.info, *.mod, *.zip): a routing rule lets only some"),
            { Kind: OutcomeKind.TooManyRequests } => new($"it asks to be asked less often ({what})", $"bound how often in {sight.Key}:Rate, or have the bound raised there"),
            { Kind: OutcomeKind.TimedOut } => new($"it {outcome.Words} ({what})", "see whether it reaches what it fetches from, and whether something on the way holds the request"),
            _ => new($"it {outcome.Words} ({what}){said}", "see its own log for why"),
        };
    }

    /// <summary>What is wrong with how it takes a version that cannot exist.</summary>
    public static LiveFault OfAbsent(LiveSight sight, LiveAnswer absent) => absent.Outcome.Kind switch
    {
        OutcomeKind.Answer => new("it answers for a version that cannot exist", $"something there makes answers up: see what {sight.AddressKey} is the address of"),
        OutcomeKind.Forbidden => new("it forbids a version that cannot exist, where 404 is meant: the gateway takes that for a verdict", $"set {sight.Key}:Kind to Files where it serves plain files"),
        OutcomeKind.ServerError or OutcomeKind.TimedOut =>
            new($"for a version that cannot exist it {absent.Outcome.Words}: it does not reach what it fetches from", "see its own log; what it has is still served"),
        _ => new($"for a version that cannot exist it {absent.Outcome.Words}, where 404 is meant", "see its own log for why"),
    };
}
