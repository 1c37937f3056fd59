using BenchmarkDotNet.Attributes;
using Gateway.Access;
using Gateway.Access.Rules;
using Gateway.Auditing;
using Gateway.Bench.Rules;
using Gateway.Caching;
using Gateway.Edge;
using Gateway.Settings;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Bench.Parts;

/// <summary>What a request goes through one after the other, each by itself. A hit in the memory tier is in <see cref="MemoryHits.HitBenchmarks"/>.</summary>
public class PartBenchmarks
{
    private const string Target = "/github.com/!burnt!sushi/toml/@v/v1.3.2.mod";

    private readonly KnownRequests _known = new();
    private readonly GoRequest _request = GoRequest.Parse(Target)!;
    private readonly Chain _chain = new("public", [], Continuation.Final, Continuation.Final, false, TimeSpan.FromMinutes(15));
    private readonly GatewaySettings _settings = new();
    private readonly AccessRules _rules = RuleTables.Rules(1000);
    private readonly RuleQuestion[] _questions = RuleTables.Questions();
    private readonly AuditChain _audit = new("edge-1", null);
    private readonly Visit _visit = new(null);
    private int _turn;

    public PartBenchmarks() => (_visit.Request, _visit.Route, _visit.Bytes) = (_request, "public", 1024);

    [Benchmark]
    public object? Parse() => GoRequest.Parse(Target);

    [Benchmark]
    public object? ParseAgain() => _known.Parse(Target);

    [Benchmark]
    public string Key() => new Fetch(_request, _chain, false, _settings, default!).Key;

    [Benchmark]
    public object Decide() => _rules.Find(_questions[_turn++ % _questions.Length]);

    [Benchmark]
    public int Record()
    {
        var entry = new RequestEntry
        {
            Time = TimeProvider.System.GetUtcNow(),
            RequestId = "4bf92f3577b34da6",
            Listener = "Edge",
            Client = "10.1.2.3",
            Caller = new AuditedCaller(Caller.Nobody, []),
            Method = "GET",
            Path = Target,
            Decision = new AuditedDecision("allow", "developers", null),
            Visit = _visit,
            Status = 200,
            IsComplete = true,
            Elapsed = TimeSpan.FromMicroseconds(80),
            UserAgent = "Go-http-client/1.1",
            IsTwin = false,
        };
        return _audit.Add(entry.Type, entry.Time, AuditFields.Of(entry)).Length;
    }
}
