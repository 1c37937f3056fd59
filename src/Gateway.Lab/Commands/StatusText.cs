using Gateway.Lab.Demo;
using Gateway.Lab.Origins;

namespace Gateway.Lab.Commands;

/// <summary>Says how the origins are, one line each.</summary>
internal static class StatusText
{
    public static string Of(Landscape landscape) => string.Join('\n', landscape.Origins.Select(Of));

    public static string Of(Origin origin)
    {
        var quirks = OriginCommands.Quirks.Where(quirk => origin.Quirks[quirk.Value]).Select(static quirk => quirk.Key);
        IEnumerable<string> words =
        [
            origin.IsRunning ? "up" : "down",
            .. origin.Faults.Select(static fault => $"answers {fault}"),
            .. quirks,
            origin.Requests.Count == 1 ? "1 request" : $"{origin.Requests.Count} requests",
        ];
        return $"  {origin.Name,-8} {string.Join(", ", words)}";
    }
}
