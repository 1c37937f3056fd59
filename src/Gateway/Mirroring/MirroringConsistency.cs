using Gateway.Settings;
using GoModules;

namespace Gateway.Mirroring;

/// <summary>Rules between mirrors and clusters.</summary>
internal static class MirroringConsistency
{
    public static void Check(GatewaySettings settings, List<string> faults)
    {
        var clusters = settings.ReverseProxy.Clusters.Keys.ToList();
        foreach (var (name, mirror) in settings.Mirroring)
        {
            var key = $"Mirroring:{name}";
            if (!name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            {
                faults.Add($"{key} is sent as a header; letters, digits, '-', '_' and '.' are possible in its name.");
            }

            if (!clusters.Contains(mirror.Cluster, StringComparer.OrdinalIgnoreCase))
            {
                faults.Add($"{key}:Cluster is \"{mirror.Cluster}\", which ReverseProxy:Clusters does not name ({string.Join(", ", clusters)}).{DidYouMean.Sentence(mirror.Cluster, clusters)}");
            }

            faults.AddRange(
                from pattern in mirror.Modules
                let fault = ModulePatterns.FindFault(pattern)
                where fault is not null
                select $"{key}:Modules has \"{pattern}\", which {fault}.");
            faults.AddRange(mirror.Kinds.Where(kind => kind is not (GoRequestKind.List or GoRequestKind.Latest or GoRequestKind.Info or GoRequestKind.Mod or GoRequestKind.Zip))
                .Select(kind => $"{key}:Kinds has \"{kind}\"; one of List, Latest, Info, Mod, Zip is needed."));
            if (mirror is { Compare: true, When: MirrorMoment.Request })
            {
                faults.Add($"{key}:Compare is true and When is Request: nothing was served yet that could be compared with, so one of them has to go.");
            }
        }
    }
}
