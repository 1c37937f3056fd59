using System.Reflection;
using Gateway.Credentials;
using Gateway.Settings;

namespace Gateway.Commands;

/// <summary>What <c>gateway</c> does with its arguments: without a command it runs the gateway.</summary>
internal static class CommandLine
{
    public const string Usage = """
        Usage: gateway [COMMAND]

          run (or nothing)   runs the gateway; --settings=FOLDER, --Section:Key=value
          purge              takes kept answers out of every tier
          explain            tells what would become of what go asks for
          check              reads the settings without starting, and shows what they come to; --live asks every cluster too
          audit              tells whether an audit log is what was written, and what is in it
          warm               fetches the modules of a go.sum in advance
          token              makes one of the gateway's own tokens
          relay              lets go on this machine ask an edge that wants a certificate or a token
          goauth             gives go 1.24 and newer a token for an edge (GOAUTH)
          login              logs in at an issuer of tokens, for relay and goauth
          health             tells whether a running gateway takes requests
          version            prints the version
          help               prints this; gateway COMMAND --help says more

        Exit codes: 0 right, 1 the answer is no, 2 wrong settings or usage.

        """;

    private static readonly string[] Names = ["run", "purge", "warm", "token", "relay", "goauth", "login", "audit", "explain", "check", "health", "version", "help"];

    /// <summary>Runs what the arguments say, and tells the exit code.</summary>
    public static Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation = default) => args switch
    {
        ["help" or "--help" or "-h", ..] => PrintAsync(terminal, Usage),
        ["version" or "--version"] => PrintAsync(terminal, $"gateway {Version}\n"),
        ["purge", .. var rest] => UnderstoodAsync("purge", PurgeCommand.Usage, rest, terminal, () => PurgeCommand.RunAsync(rest, terminal, cancellation)),
        ["warm", .. var rest] => UnderstoodAsync("warm", WarmCommand.Usage, rest, terminal, () => WarmCommand.RunAsync(rest, terminal, cancellation)),
        ["token", .. var rest] => UnderstoodAsync("token", TokenCommand.Usage, rest, terminal, () => TokenCommand.RunAsync(rest, terminal, TimeProvider.System)),
        ["relay", .. var rest] => UnderstoodAsync("relay", RelayCommand.Usage, rest, terminal, () => RelayCommand.RunAsync(rest, terminal, cancellation)),
        ["goauth", .. var rest] => UnderstoodAsync("goauth", GoAuthCommand.Usage, rest, terminal, () => GoAuthCommand.RunAsync(rest, terminal, cancellation)),
        ["login", .. var rest] => UnderstoodAsync("login", LoginCommand.Usage, rest, terminal, () => LoginCommand.RunAsync(rest, terminal, cancellation)),
        ["audit", .. var rest] => UnderstoodAsync("audit", AuditCommand.Usage, rest, terminal, () => AuditCommand.RunAsync(rest, terminal, cancellation)),
        ["health", .. var rest] => UnderstoodAsync("health", HealthCommand.Usage, rest, terminal, () => HealthCommand.RunAsync(rest, terminal, cancellation)),
        ["explain", .. var rest] => UnderstoodAsync("explain", ExplainCommand.Usage, rest, terminal, () => ExplainCommand.RunAsync(rest, terminal, cancellation)),
        ["check", "--help" or "-h"] => PrintAsync(terminal, CheckCommand.Usage),
        ["check", .. var rest] => CheckCommand.RunAsync(rest, terminal, cancellation),
        ["run", "--help" or "-h"] => PrintAsync(terminal, Usage),
        ["run", .. var rest] => RunCommand.RunAsync(rest, terminal),
        [var word, ..] when !word.StartsWith('-') => RefuseAsync(terminal, "gateway", $"{word} is no command.{DidYouMean.Sentence(word, Names)}", Usage),
        _ => RunCommand.RunAsync(args, terminal),
    };

    private static string Version => typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static async Task<int> UnderstoodAsync(string command, string usage, string[] args, Terminal terminal, Func<Task<int>> runAsync)
    {
        if (args is ["--help" or "-h"])
        {
            return await PrintAsync(terminal, usage);
        }

        try
        {
            return await runAsync();
        }
        catch (UsageException wrong)
        {
            return await RefuseAsync(terminal, $"gateway {command}", wrong.Message, usage);
        }
        catch (CredentialException missing)
        {
            await terminal.Error.WriteLineAsync($"gateway {command}: {missing.Message}\ngateway {command}: {missing.Remedy}");
            return ExitCode.No;
        }
    }

    private static async Task<int> PrintAsync(Terminal terminal, string text)
    {
        await terminal.Output.WriteAsync(text);
        return ExitCode.Right;
    }

    private static async Task<int> RefuseAsync(Terminal terminal, string who, string fault, string usage)
    {
        await terminal.Error.WriteAsync($"{who}: {fault}\n\n{usage}");
        return ExitCode.Wrong;
    }
}
