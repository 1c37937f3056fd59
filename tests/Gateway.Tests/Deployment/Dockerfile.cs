using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Tests.Documents;

namespace Gateway.Tests.Deployment;

/// <summary>The Dockerfile's instructions, lines that go on joined to one.</summary>
internal sealed partial class Dockerfile
{
    private readonly IReadOnlyList<(string Name, string Text)> _instructions =
    [
        .. Continued().Replace(Repository.Read("Dockerfile"), " ").Split('\n').Where(line => line.Length > 0 && !line.StartsWith('#'))
            .Select(line => line.Split(' ', 2)).Select(parts => (parts[0], parts[1].Trim())),
    ];

    public IEnumerable<string> BaseImages => All("FROM").Select(from => Options().Replace(from, "").Split(' ')[0]);

    public IEnumerable<string> Runs => All("RUN");

    public string WorkingFolder => All("WORKDIR").Last();

    public string User => All("USER").Single();

    public IReadOnlyList<int> Ports => [.. All("EXPOSE").Single().Split(' ').Select(int.Parse)];

    public IReadOnlyList<string> EntryPoint => Command(All("ENTRYPOINT").Single());

    public IReadOnlyList<string> HealthCheck => Command(All("HEALTHCHECK").Single().Split("CMD", 2)[1]);

    public IReadOnlyDictionary<string, string> Environment => Pairs("ENV");

    public IReadOnlyDictionary<string, string> Labels => Pairs("LABEL");

    public IReadOnlyDictionary<string, string> Arguments => Pairs("ARG");

    private IEnumerable<string> All(string name) => _instructions.Where(instruction => instruction.Name == name).Select(instruction => instruction.Text);

    private Dictionary<string, string> Pairs(string name) =>
        All(name).SelectMany(rest => Pair().Matches(rest)).ToDictionary(pair => pair.Groups[1].Value, pair => pair.Groups[2].Value.Trim('"'));

    private static string[] Command(string json) => JsonSerializer.Deserialize<string[]>(json)!;

    [GeneratedRegex(@"\s*\\\n\s*")]
    private static partial Regex Continued();

    [GeneratedRegex(@"--\S+ ")]
    private static partial Regex Options();

    [GeneratedRegex("""([\w.]+)=("[^"]*"|\S*)""")]
    private static partial Regex Pair();
}
