using Gateway.Checking;

namespace Gateway.Commands;

/// <summary>What was found out about every destination: a table of what it answered, then what is wrong and what to do about it.</summary>
internal static class LiveText
{
    private static readonly string[] OfModules = ["list", "latest", "info", "mod", "zip", "absent"];
    private static readonly string[] OfDatabases = ["supported", "head", "lookup", "tile"];

    public static IEnumerable<string> Of(IReadOnlyList<LiveReport> reports)
    {
        var faults = reports.SelectMany(report => report.Faults.SelectMany(fault => new[] { $"- {report.Name}: {fault.What}.", $"  {fault.Remedy}." })).ToList();
        return
        [
            .. Table("MODULES OF", OfModules, reports),
            .. Table("CHECKSUMS OF", OfDatabases, reports),
            "",
            .. faults.Count == 0 ? ["Every destination serves what go asks for."] : (string[])["What is wrong:", .. faults],
        ];
    }

    private static IEnumerable<string> Table(string head, string[] questions, IReadOnlyList<LiveReport> reports) => TextTable.Of(
        [head, "MODULE", .. questions.Select(question => question.ToUpperInvariant())],
        reports.Where(report => report.Answers.Any(answer => questions.Contains(answer.Question.Name))).Select(report => (string[])
        [
            report.Name,
            $"{report.Upstream.Probing.Module}@{report.Upstream.Probing.Version}",
            .. questions.Select(question => report.Answers.FirstOrDefault(answer => answer.Question.Name == question)?.Cell ?? "-"),
        ]));
}
