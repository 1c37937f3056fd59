using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Bench.Results;

namespace Gateway.Bench.Comparison;

/// <summary>What was measured, for programs: every round of everybody, under artifacts/bench.</summary>
internal static class ContestFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static async Task WriteAsync(string name, IEnumerable<Contest> contests, CancellationToken cancellation)
    {
        var document = new
        {
            Machine = Machine.Description,
            Scenarios = contests.Select(contest => new
            {
                contest.Scenario.Name,
                Unit = contest.Scenario.CountsBytes ? "MiB" : "answers",
                Rivals = contest.Scenario.Rivals.Select(rival => new
                {
                    rival.Name,
                    PerSecond = contest.RateOf(rival).Values,
                    ProcessorMicroseconds = contest.CostOf(rival).Values,
                    Failed = contest.FailedOf(rival),
                    MemoryGrowth = contest.GrowthOf(rival),
                    rival.Target,
                }),
            }),
        };
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Folder, "artifacts", "bench"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{name}.json"), JsonSerializer.Serialize(document, Indented), cancellation);
    }
}
