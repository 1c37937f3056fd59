using System.Net;
using Gateway.Access;
using Gateway.Access.Rules;

namespace Gateway.Ops;

/// <summary>Tells what somebody may do on the operators' listener.</summary>
internal static class OpsRoles
{
    /// <summary>Whether there are roles at all. Where there are none, whoever is on this machine may do everything, and nobody else is let in.</summary>
    public static bool NameAnybody(OpsOptions options) => options.Viewers.Count + options.Operators.Count + options.Auditors.Count > 0;

    /// <param name="context">The request; it is known by now who asks.</param>
    /// <param name="who">Who asks.</param>
    /// <param name="options">The roles.</param>
    public static OpsAccess Of(HttpContext context, Identification who, OpsOptions options)
    {
        if (who.IsRefused)
        {
            return new OpsAccess(who) { HasRoles = NameAnybody(options) };
        }

        if (!NameAnybody(options))
        {
            var isLocal = context.Connection.RemoteIpAddress is { } asker && IPAddress.IsLoopback(asker);
            return new OpsAccess(who) { MayView = isLocal, MayOperate = isLocal, MaySeeIdentities = isLocal };
        }

        var question = RuleQuestion.Of(context, "", "", RuleAction.Read);
        var (operates, audits) = (IsOneOf(options.Operators, question), IsOneOf(options.Auditors, question));
        return new OpsAccess(who) { HasRoles = true, MayView = operates || audits || IsOneOf(options.Viewers, question), MayOperate = operates, MaySeeIdentities = audits };
    }

    private static bool IsOneOf(IReadOnlyList<string> entries, RuleQuestion question) =>
        entries.Any(entry => WhoEntry.Parse(entry, out _)?.Matches(question) == true);
}
