namespace GoModules.Advisories;

/// <summary>
/// The base score of a CVSS vector, and its rating: version 3 (FIRST, "CVSS v3.1 Specification Document", sections 5, 7.1 and 7.4) and
/// version 4 (<see cref="MacroVector"/>). What is known of exploits or somebody's house (threat and environmental metrics) is left out.
/// </summary>
public static class CvssVector
{
    /// <summary>The rating of a vector such as <c>CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H</c>; null when it is none that can be read.</summary>
    public static AdvisorySeverity? FindSeverity(string vector) => FindScore(vector) is not { } score ? null
        : score >= 9 ? AdvisorySeverity.Critical
        : score >= 7 ? AdvisorySeverity.High
        : score >= 4 ? AdvisorySeverity.Moderate
        : AdvisorySeverity.Low;

    /// <summary>The base score, 0 to 10.</summary>
    public static double? FindScore(string vector)
    {
        var metrics = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var metric in vector.Split('/').Skip(1))
        {
            var parts = metric.Split(':');
            if (parts.Length != 2 || !metrics.TryAdd(parts[0], parts[1]))
            {
                return null;
            }
        }

        return vector.Split('/')[0] switch
        {
            "CVSS:3.0" or "CVSS:3.1" => FindScore(metrics),
            "CVSS:4.0" => MacroVector.FindScore(metrics),
            _ => null,
        };
    }

    private static double? FindScore(Dictionary<string, string> metrics)
    {
        var isScopeChanged = metrics.GetValueOrDefault("S") == "C";
        double?[] weights =
        [
            Weight(metrics, "AV", ("N", 0.85), ("A", 0.62), ("L", 0.55), ("P", 0.2)),
            Weight(metrics, "AC", ("L", 0.77), ("H", 0.44)),
            Weight(metrics, "PR", ("N", 0.85), ("L", isScopeChanged ? 0.68 : 0.62), ("H", isScopeChanged ? 0.5 : 0.27)),
            Weight(metrics, "UI", ("N", 0.85), ("R", 0.62)),
            Weight(metrics, "C", ("H", 0.56), ("L", 0.22), ("N", 0)),
            Weight(metrics, "I", ("H", 0.56), ("L", 0.22), ("N", 0)),
            Weight(metrics, "A", ("H", 0.56), ("L", 0.22), ("N", 0)),
            Weight(metrics, "S", ("U", 1), ("C", 1)),
        ];
        return Array.TrueForAll(weights, weight => weight is not null) ? Score([.. weights.Select(weight => weight!.Value)], isScopeChanged) : null;
    }

    private static double Score(double[] weights, bool isScopeChanged)
    {
        var lost = 1 - ((1 - weights[4]) * (1 - weights[5]) * (1 - weights[6]));
        var impact = isScopeChanged ? (7.52 * (lost - 0.029)) - (3.25 * Math.Pow(lost - 0.02, 15)) : 6.42 * lost;
        if (impact <= 0)
        {
            return 0;
        }

        var exploitability = 8.22 * weights[0] * weights[1] * weights[2] * weights[3];
        return RoundUp(Math.Min(isScopeChanged ? 1.08 * (impact + exploitability) : impact + exploitability, 10));
    }

    // To one decimal, as appendix A of 3.1 has it: through whole numbers, so that 4.02 is the same on every machine.
    private static double RoundUp(double score)
    {
        var whole = (long)Math.Round(score * 100000);
        return whole % 10000 == 0 ? whole / 100000.0 : ((whole / 10000) + 1) / 10.0;
    }

    private static double? Weight(Dictionary<string, string> metrics, string name, params ReadOnlySpan<(string Value, double Weight)> known)
    {
        foreach (var (value, weight) in known)
        {
            if (metrics.GetValueOrDefault(name) == value)
            {
                return weight;
            }
        }

        return null;
    }
}
