using GoModules;

namespace Gateway.Access.Rules;

/// <summary>What can be wrong in an exemption.</summary>
internal static class ExemptionRules
{
    /// <param name="key">The key of the exemption.</param>
    /// <param name="exemption">The exemption.</param>
    /// <param name="isId">Whether something can be exempted by a name.</param>
    /// <param name="example">What such a name is, with an example.</param>
    /// <param name="faults">What is wrong.</param>
    public static void Check(string key, ExemptionOptions exemption, Func<string, bool> isId, string example, List<string> faults)
    {
        if (Exemption.FindEnd(exemption.Until) is null)
        {
            faults.Add($"{key}:Until is \"{exemption.Until}\"; its last day, such as 2027-01-31, is needed.");
        }

        faults.AddRange(exemption.Ids.Where(id => !isId(id)).Select(id => $"{key}:Ids has \"{id}\"; {example} is needed."));
        faults.AddRange(from pattern in exemption.Modules
                        let fault = ModulePatterns.FindFault(pattern)
                        where fault is not null
                        select $"{key}:Modules has \"{pattern}\", which {fault}.");
        foreach (var text in exemption.Who)
        {
            if (WhoEntry.Parse(text, out var fault) is null)
            {
                faults.Add($"{key}:Who has \"{text}\", which {fault}");
            }
        }
    }
}
