using Gateway.Upstreams;

namespace Gateway.Checking;

/// <summary>Where on a host modules may be served, when they are not where the settings say: the commonest mistake of all.</summary>
internal static class BasePath
{
    private static readonly string[] Usual =
    [
        "repository/go-proxy/", "repository/go-group/", "repository/go-public/", "repository/go-all/", "repository/go/", "repository/golang-proxy/",
        "artifactory/api/go/go/", "artifactory/api/go/go-remote/", "api/go/go/", "goproxy/", "athens/", "go/",
    ];

    /// <summary>Whether everything that should be there is "not found", or not understood.</summary>
    public static bool MayBeWrong(LiveSight sight) => sight.Answers.Where(answer => answer.Question.IsThere).ToList() is { Count: > 0 } known
        && known.TrueForAll(answer => answer.Outcome.Kind is OutcomeKind.NotFound or OutcomeKind.Unexpected or OutcomeKind.WrongBody)
        && sight.Find("list") is not null;

    /// <summary>Addresses on the same host: those above the one that is set, and those that products usually have.</summary>
    public static IEnumerable<Uri> Guesses(Uri address)
    {
        var root = new Uri(address, "/");
        var above = new List<Uri>();
        for (var path = new Uri(address, ".."); path.AbsolutePath.Length < address.AbsolutePath.Length; path = new Uri(path, ".."))
        {
            above.Add(path);
            if (path == root)
            {
                break;
            }
        }

        return above.Concat(Usual.Select(path => new Uri(address, path))).Concat(Usual.Select(path => new Uri(root, path))).Where(guess => guess != address).Distinct();
    }
}
