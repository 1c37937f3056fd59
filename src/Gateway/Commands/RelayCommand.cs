using System.Net;
using Gateway.Credentials;
using Gateway.Relay;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Commands;

/// <summary><c>gateway relay</c>: a GOPROXY on this machine that shows what <c>go</c> cannot show itself.</summary>
internal static class RelayCommand
{
    public const string Usage = """
        Usage: gateway relay --to https://EDGE [--listen ADDRESS] [--secret] [CREDENTIALS]

        Serves go on this machine and asks the edge with your certificate, your token, or both.

          --to https://EDGE       the edge, as GOPROXY would name it; nobody else is ever asked
          --listen ADDRESS        a loopback address or a port (127.0.0.1:8082); 0 takes a free port
          --secret                puts a secret into the address, so that other users of this machine cannot use it

          --certificate FILE      your client certificate, PEM, with those it hangs on
          --key FILE              its key, PEM, where it is not in the same file
        """ + "\n" + CredentialArguments.Usage;

    private const string To = "--to";
    private const string Listen = "--listen";
    private const string Secret = "--secret";

    /// <exception cref="UsageException">The arguments are wrong.</exception>
    /// <exception cref="CredentialException">There is nothing to show.</exception>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var arguments = CommandArguments.Read(args, [To, Listen, .. CredentialArguments.Options], Secret);
        if (arguments.Words.Count > 0)
        {
            throw new UsageException($"\"{arguments.Words[0]}\" is not understood.");
        }

        var edge = SafeAddress.Find(arguments.Find(To, ""))
            ?? throw new UsageException($"{To} is \"{SafeAddress.Show(arguments.Find(To, ""))}\"; the https address of the edge is needed, as GOPROXY would name it.");
        var listen = FindListen(arguments.Find(Listen, "127.0.0.1:8082"));
        var credentials = CredentialArguments.Read(arguments, TimeProvider.System);
        var secret = arguments.Has(Secret) ? await RelaySecret.TakeAsync(StateFolder.Find(TimeProvider.System), cancellation) : null;
        await LogInAsync(credentials, terminal, cancellation);

        try
        {
            await using var app = RelayApp.Build(new RelayPlan(edge, listen, secret, credentials), terminal, TimeProvider.System);
            await app.StartAsync(cancellation);
            await RelayWelcome.PrintAsync(app, terminal, app.Lifetime.ApplicationStopping);
            await app.WaitForShutdownAsync(cancellation);
            return ExitCode.Right;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw new UsageException($"{taken.Message} Another process listens there; {Listen} names another address.");
        }
    }

    /// <summary>The first login is part of the start: the developer is looking.</summary>
    private static async Task LogInAsync(CredentialArguments credentials, Terminal terminal, CancellationToken cancellation)
    {
        if (credentials.Login is { } client && StateFolder.Find(TimeProvider.System) is var folder && StoredLogin.Read(folder, client) is null)
        {
            await terminal.Error.WriteLineAsync(
                await LoginCommand.LogInAsync(client, folder, credentials.Authorities ?? "", terminal, cancellation));
        }
    }

    private static IPEndPoint FindListen(string text)
    {
        var address = ushort.TryParse(text, out var port) ? new IPEndPoint(IPAddress.Loopback, port)
            : IPEndPoint.TryParse(text.Replace("localhost", "127.0.0.1", StringComparison.OrdinalIgnoreCase), out var parsed) ? parsed
            : null;
        return address is not null && IPAddress.IsLoopback(address.Address)
            ? address
            : throw new UsageException($"{Listen} is \"{text}\"; a port or a loopback address such as 127.0.0.1:8082 is needed: whoever reaches the relay asks in your name.");
    }
}
