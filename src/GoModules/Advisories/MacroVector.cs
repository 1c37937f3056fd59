namespace GoModules.Advisories;

/// <summary>
/// The base score of CVSS 4.0: that of the set of vectors that one belongs to, less for how far it lies below the worst of the set
/// (FIRST, "CVSS v4.0 Specification Document", section 8.2).
/// </summary>
/// <remarks>
/// Base metrics alone, so that exploits count as known and requirements as high (section 8.1): an advisory is as bad today as on the day it came out, here as anywhere.
/// With that the sixth class follows from the third, of the fifth there is one level, and of the fourth two.
/// </remarks>
internal static class MacroVector
{
    // FIRST's scores in tenths: a line for each level of attack (EQ1) and hurdle (EQ2), in it a pair, by the subsequent system (EQ4 1 and 2),
    // for each impact on the vulnerable one: EQ3 and EQ6 as 00, 01, 10, 11, 21. The second and fourth are of no base vector, only next to one.
    private static readonly int[][] Scores =
    [
        [100, 93, 96, 90, 93, 88, 92, 80, 79, 69],
        [95, 92, 91, 81, 92, 84, 82, 70, 71, 63],
        [94, 87, 89, 75, 86, 72, 76, 57, 65, 53],
        [90, 77, 77, 66, 74, 61, 59, 52, 58, 23],
        [86, 70, 74, 54, 72, 53, 57, 36, 47, 24],
        [73, 54, 55, 43, 61, 46, 51, 18, 24, 10],
    ];

    /// <summary>The score, 0 to 10; null when a base metric is missing or has no value of the specification.</summary>
    public static double? FindScore(IReadOnlyDictionary<string, string> metrics)
    {
        // The worst value of each is 0.
        int Level(string metric, string values) => metrics.TryGetValue(metric, out var value) && value.Length == 1 ? values.IndexOf(value[0], StringComparison.Ordinal) : -1;

        int[] levels =
        [
            Level("AV", "NALP"), Level("PR", "NLH"), Level("UI", "NPA"), Level("AC", "LH"), Level("AT", "NP"),
            Level("VC", "HLN"), Level("VI", "HLN"), Level("VA", "HLN"), Level("SC", "HLN"), Level("SI", "HLN"), Level("SA", "HLN"),
        ];
        return levels.Contains(-1) ? null : levels[5..].Sum() == 12 ? 0 : Score(levels[..3], levels[3..5], levels[5..8], levels[8..]);
    }

    private static double Score(int[] attack, int[] hurdle, int[] impact, int[] subsequent)
    {
        var eq1 = attack.Sum() == 0 ? 0 : attack[0] == 3 || !attack.Contains(0) ? 2 : 1;
        var eq2 = hurdle.Sum() == 0 ? 0 : 1;
        // In places of a line: 0, 4 and 8.
        var eq36 = impact[0] == 0 && impact[1] == 0 ? 0 : impact.Contains(0) ? 4 : 8;
        var eq4 = subsequent.Contains(0) ? 0 : 1;
        var score = At(0, 0, 0);

        int At(int less1, int less2, int less36) => Scores[((eq1 + less1) * 2) + eq2 + less2][eq36 + less36 + eq4];

        // Of the way to the next set below, the part that the vector has gone already: levels below the worst of its set, of as many as the set has.
        decimal Part(int below, int[] levels, int worst, int depth) => (score - below) * (decimal)(levels.Sum() - worst) / depth;

        // Sets of rarer exploits are always below, and no base vector has gone any of that way.
        List<decimal> parts = [0];
        if (eq1 < 2)
        {
            parts.Add(Part(At(1, 0, 0), attack, eq1, eq1 == 0 ? 1 : 4));
        }

        if (eq2 == 0)
        {
            parts.Add(Part(At(0, 1, 0), hurdle, 0, 1));
        }

        if (eq36 < 8)
        {
            var below = eq36 == 0 ? Math.Max(At(0, 0, 2), At(0, 0, 4)) : At(0, 0, 2);
            parts.Add(Part(below, impact, eq36 / 4, eq36 == 0 ? 7 : 8));
        }

        if (eq4 == 0)
        {
            parts.Add(Part(Scores[(eq1 * 2) + eq2][eq36 + 1], subsequent, 0, 5));
        }

        return (double)(Math.Round(score - parts.Average(), MidpointRounding.AwayFromZero) / 10);
    }
}
