using Gateway.Access.Rules;
using Gateway.Settings;

namespace Gateway.Ops;

/// <summary>Rules for who operates.</summary>
internal static class OpsConsistency
{
    public static void Check(GatewaySettings settings, List<string> faults)
    {
        var ops = settings.Ops;
        (string Key, IReadOnlyList<string> Who)[] lists = [("Ops:Viewers", ops.Viewers), ("Ops:Operators", ops.Operators), ("Ops:Auditors", ops.Auditors)];
        foreach (var (key, entry) in lists.SelectMany(list => list.Who.Select(entry => (list.Key, entry))))
        {
            if (WhoEntry.Parse(entry, out var fault) is not { } who)
            {
                faults.Add($"{key} has \"{entry}\", which {fault}");
            }
            else if (!who.NeedsIdentity)
            {
                faults.Add($"{key} has \"{entry}\"; an address or a name that was asked for shows nobody to be an operator: write subject:, group:, san: or issuer: with a value, or identified.");
            }
        }

        if (OpsRoles.NameAnybody(ops) && settings.ClientCertificates.Authorities.Length == 0 && settings.Tokens.Issuers.Count == 0 && settings.Tokens.StaticFile.Length == 0)
        {
            faults.Add($"{lists.First(list => list.Who.Count > 0).Key} names somebody, and nobody can show who he is: set ClientCertificates:Authorities, Tokens:Issuers or Tokens:StaticFile.");
        }
    }
}
