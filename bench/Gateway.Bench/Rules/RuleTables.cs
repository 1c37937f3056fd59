using System.Diagnostics;
using System.Globalization;
using System.Net;
using Gateway.Access;
using Gateway.Access.Rules;
using Gateway.Bench.Results;
using Gateway.Edge;
using Gateway.Settings;
using GoModules;

namespace Gateway.Bench.Rules;

/// <summary>What rules add to a hit: one decision, of which most were made before.</summary>
internal static class RuleTables
{
    private const int Modules = 1_000;
    private const int Decisions = 1_000_000;

    public static MarkdownTable Measure()
    {
        var table = new MarkdownTable("a decision", "ns");
        table.Add("no rules, `Default: Allow`", Known(0).ToString("0"));
        table.Add("1 rule, a module that this caller asked for before", Known(1).ToString("0"));
        table.Add("1,000 rules, a module that this caller asked for before", Known(1_000).ToString("0"));
        return table.Add("1,000 rules, a module that this caller never asked for", New(1_000).ToString("0"));
    }

    private static Rounds Known(int rules) => Measure(Decisions, () => Rules(rules), warm: true);

    private static Rounds New(int rules) => Measure(Modules, () => Rules(rules), warm: false);

    private static Rounds Measure(int decisions, Func<AccessRules> make, bool warm)
    {
        var questions = Questions();
        var rules = make();
        Ask(rules, questions, Modules);
        var rounds = new Rounds();
        for (var round = 0; round < Rounds.Count; round++)
        {
            rules = warm ? rules : make();
            var started = Stopwatch.GetTimestamp();
            Ask(rules, questions, decisions);
            rounds.Add(Stopwatch.GetElapsedTime(started).TotalNanoseconds / decisions);
        }

        return rounds;
    }

    private static void Ask(AccessRules rules, RuleQuestion[] questions, int decisions)
    {
        for (var number = 0; number < decisions; number++)
        {
            if (!rules.Find(questions[number % Modules]).OfModule.IsAllowed)
            {
                throw new InvalidOperationException("A module that should be allowed is denied.");
            }
        }
    }

    /// <summary>Rules as a company of many teams has them; the last one lets everybody have the rest.</summary>
    internal static AccessRules Rules(int count) => new(new GatewaySettings
    {
        Access = new AccessOptions
        {
            Rules =
            [
                .. Enumerable.Range(1, Math.Max(0, count - 1)).Select(number => new RuleOptions
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"team{number}"),
                    Effect = RuleEffect.Allow,
                    Who = [$"group:team{number}", $"san:spiffe://corp.example/team{number}/*"],
                    Modules = [$"corp.example/team{number}", $"*.team{number}.corp.example"],
                }),
                .. Enumerable.Range(0, Math.Min(1, count)).Select(_ => new RuleOptions { Id = "world", Effect = RuleEffect.Allow, Modules = ["*"] }),
            ],
        },
    });

    internal static RuleQuestion[] Questions()
    {
        var context = new DefaultHttpContext();
        context.Request.Host = new HostString("go.corp.example");
        context.Connection.RemoteIpAddress = IPAddress.Parse("10.1.2.3");
        context.Features.Set(new EdgeConnection(new Listener("Edge", new ListenerOptions { Url = "https://10.0.0.1:8443" })));
        Visit.Of(context).Caller = new Caller { Token = new CallerToken { Issuer = "https://idp.corp.example/", Subject = "ann", Groups = ["dev", "team7", "berlin"] } };
        return [.. Enumerable.Range(0, Modules).Select(number =>
            RuleQuestion.Of(context, GoRequest.Parse($"/example.org/group{number % 97}/module{number}/@v/v1.2.3.mod")!, "public", isPrivate: false))];
    }
}
