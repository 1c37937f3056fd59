using System.Text;

namespace Gateway.Lab.Origins;

/// <summary>Decides what a healthy origin answers: door, credentials and quirks first, then the manner of its kind.</summary>
internal sealed class OriginAnswers(OriginOptions options, QuirkSwitches quirks)
{
    private readonly RateLimit _rate = new(options.Time);
    private readonly NegativeCache _missing = new(options.Time);
    private readonly string _prefix = $"/{options.PathPrefix.Trim('/')}/".Replace("//", "/", StringComparison.Ordinal);

    public string Prefix => _prefix;

    public void ForgetMissing() => _missing.Clear();

    public Answer For(SeenRequest request)
    {
        var answer = Raw(request);
        answer = options.HasValidators ? Validators.Apply(answer, request) : answer;
        answer = answer with { IsChunked = options.IsChunked };
        return options.Banner is { } banner
            ? answer.With("Server", banner).With("Set-Cookie", "LABSESSION=5f2e8c1a; Path=/; HttpOnly")
            : answer;
    }

    private Answer Raw(SeenRequest request)
    {
        if (request.Method is not ("GET" or "HEAD"))
        {
            return Answer.Empty(405).With("Allow", "GET, HEAD");
        }

        if (options.Manner.Health(request.Path) is { } health)
        {
            return health;
        }

        if (!request.Path.StartsWith(_prefix, StringComparison.Ordinal))
        {
            return quirks[Quirk.StrictPrefix] ? Answer.Html(400, "400 - Bad Request") : options.Manner.Missing(request.Path);
        }

        return IsWelcome(request) ? Below(request, request.Path[_prefix.Length..]) : options.Manner.Unauthorized();
    }

    private Answer Below(SeenRequest request, string path)
    {
        if (quirks[Quirk.RateLimit] && !_rate.TryPass())
        {
            return Answer.Text(429, "too many requests").With("Retry-After", "1");
        }

        if (quirks[Quirk.NoIncompatible] && Uri.UnescapeDataString(path).Contains("+incompatible", StringComparison.Ordinal))
        {
            return Answer.Html(400, "400 - Bad Request");
        }

        var isHidden = (quirks[Quirk.NoLatest] && path.EndsWith("/@latest", StringComparison.Ordinal))
            || (quirks[Quirk.NegativeCache] && _missing.Has(path));
        var answer = isHidden
            ? options.Manner.Missing(path)
            : options.Manner.Respond(request, path, options.Library, options.Time.GetUtcNow());
        if (answer.Status == 404)
        {
            _missing.Keep(path);
        }

        return answer;
    }

    private bool IsWelcome(SeenRequest request) => options switch
    {
        { Token: { } token } => request.Authorization == $"Bearer {token}",
        { Username: { } username } => request.Authorization ==
            $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{options.Password}"))}",
        _ => true,
    };
}
