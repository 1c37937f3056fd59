using Gateway.Lab.Demo;
using Gateway.Settings;

namespace Gateway.Lab.Commands;

/// <summary>Carries out what people type or post, one command at a time.</summary>
internal sealed class LabCommands(Landscape landscape) : IDisposable
{
    private static readonly string[] Words = ["heal", "status", "help", "quit"];

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly TaskCompletionSource _quit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when somebody wants the lab to end.</summary>
    public Task Quit => _quit.Task;

    public string Status => StatusText.Of(landscape);

    /// <summary>Runs a command as it is typed: <c>nexus down</c>.</summary>
    public Task<Reply> RunAsync(string line) =>
        RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    public async Task<Reply> RunAsync(string[] words)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            return await CarryOutAsync([.. words.Take(2).Select(static word => word.ToLowerInvariant()), .. words.Skip(2)]);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<Reply> CarryOutAsync(string[] words)
    {
        switch (words)
        {
            case ["help"]:
                return Reply.Of(HelpText.Commands);
            case ["status"]:
                return Reply.Of(Status);
            case ["heal"]:
                await landscape.HealAsync();
                return Reply.Of(Status);
            case ["quit"]:
                _quit.TrySetResult();
                return Reply.Of("The lab ends.");
            case [var name, .. var rest] when landscape.Find(name) is { } origin:
                return await OriginCommands.RunAsync(origin, rest);
            case [var word, ..] when Words.Contains(word):
                return Reply.NotUnderstood($"{word} stands alone.");
            case [var wrong, ..]:
                var names = landscape.Origins.Select(static origin => origin.Name).Concat(Words);
                return Reply.NotUnderstood($"{wrong} is no origin and no command.{DidYouMean.Sentence(wrong, names)} Try help.");
            default:
                return Reply.NotUnderstood("Try help.");
        }
    }
}
