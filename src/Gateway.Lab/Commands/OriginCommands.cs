using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Settings;
using GoModules;

namespace Gateway.Lab.Commands;

/// <summary>What can be done to one origin; the words after its name.</summary>
internal static class OriginCommands
{
    public static readonly IReadOnlyDictionary<string, Quirk> Quirks =
        Enum.GetValues<Quirk>().ToDictionary(static quirk => quirk.ToString().ToLowerInvariant());

    private const int ShownRequests = 10;

    private static readonly string[] Words = ["down", "up", "heal", "requests", "publish"];

    public static async Task<Reply> RunAsync(Origin origin, string[] words)
    {
        switch (words)
        {
            case ["down"]:
                await origin.StopAsync();
                break;
            case ["up"] when origin.IsRunning:
                break;
            case ["up"]:
                await origin.StartAgainAsync();
                break;
            case ["heal"]:
                await origin.RecoverAsync();
                break;
            case ["requests"]:
                return Requests(origin);
            case ["publish", var module]:
                return Publish(origin, module);
            case [var name] when Fault.Find(name) is { } fault:
                origin.Fault = fault;
                break;
            case [var name, var module] when Fault.Find(name) is { } fault && ModulePath.IsValid(module):
                origin.Break(fault, module);
                break;
            case [var name, "on" or "off"] when Quirks.TryGetValue(name, out var quirk):
                origin.Quirks[quirk] = words[1] == "on";
                break;
            default:
                return NotUnderstood(origin, words);
        }

        return Reply.Of(StatusText.Of(origin));
    }

    private static Reply NotUnderstood(Origin origin, string[] words) => words switch
    {
        [] => Reply.NotUnderstood($"What should happen to {origin.Name}? Try help."),
        [var name, ..] when Quirks.ContainsKey(name) => Reply.NotUnderstood($"Say {origin.Name} {name} on, or off."),
        [var name, var module] when Fault.Find(name) is not null => Reply.NotUnderstood($"{module} {ModulePath.FindFault(module)}, so it is no module."),
        ["publish", ..] => Reply.NotUnderstood($"Say {origin.Name} publish MODULE@VERSION."),
        [var name, ..] when Words.Contains(name) || Fault.Find(name) is not null => Reply.NotUnderstood($"{origin.Name} {name} takes no more words. Try help."),
        [var wrong, ..] => Reply.NotUnderstood(
            $"{wrong} is nothing that can happen to {origin.Name}.{DidYouMean.Sentence(wrong, [.. Words, .. Quirks.Keys, .. Fault.All.Select(static fault => fault.Name)])} Try help."),
    };

    private static Reply Requests(Origin origin)
    {
        var last = origin.Requests.TakeLast(ShownRequests).ToList();
        return Reply.Of(last.Count == 0
            ? $"{origin.Name} was asked nothing yet."
            : string.Join('\n', last.Select(static request => $"  {(request.Status == 0 ? "---" : request.Status)} {request}")));
    }

    private static Reply Publish(Origin origin, string name)
    {
        var (path, version) = name.Split('@') is [var before, var after] ? (before, after) : (name, "");
        if (!ModuleVersion.IsCanonicalFor(path, version))
        {
            return Reply.NotUnderstood($"{name} is no module with a version, such as corp.example/fresh@v1.0.0.");
        }

        origin.Library.Publish(new LabModule { Path = path, Version = version });
        return Reply.Of($"{origin.Name} has {name} now.");
    }
}
