using Gateway.Credentials;

namespace Gateway.Commands;

/// <summary><c>gateway login</c>: logs in at an issuer of tokens and keeps the login for <c>relay</c> and <c>goauth</c>.</summary>
internal static class LoginCommand
{
    public const string Usage = """
        Usage: gateway login ISSUER --client-id ID [--audience A] [--scope S] [--authorities FILE] [--forget]

        Shows an address and a code, waits until you have logged in there, and keeps what the issuer gives in a file of yours.

          --client-id ID       the public client of this issuer that may use the device flow
          --audience A         whom the tokens are for, where the issuer has to be told
          --scope S            what is asked for (openid offline_access)
          --authorities FILE   PEM certificates that vouch for the issuer, instead of the system's
          --forget             forgets the login that is kept

        """;

    private const string Forget = "--forget";

    /// <exception cref="UsageException">The arguments are wrong.</exception>
    /// <exception cref="CredentialException">The login failed.</exception>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var arguments = CommandArguments.Read(
            args, [CredentialArguments.ClientId, CredentialArguments.Audience, CredentialArguments.Scope, CredentialArguments.AuthoritiesFile], Forget);
        if (arguments.Words is not [var address])
        {
            throw new UsageException("one issuer is needed.");
        }

        var client = CredentialArguments.ReadLogin(arguments, "the issuer", address);
        var folder = StateFolder.Find(TimeProvider.System);
        var said = arguments.Has(Forget)
            ? await ForgetAsync(client, folder, cancellation)
            : await LogInAsync(client, folder, arguments.Find(CredentialArguments.AuthoritiesFile, ""), terminal, cancellation);
        await terminal.Output.WriteLineAsync(said);
        return ExitCode.Right;
    }

    /// <summary>Logs in and keeps the login; what to say of it.</summary>
    /// <exception cref="CredentialException">The login failed.</exception>
    public static async Task<string> LogInAsync(LoginClient client, StateFolder folder, string authorities, Terminal terminal, CancellationToken cancellation)
    {
        using var issuer = Issuer.Create(client, authorities.Length > 0 ? authorities : null);
        var login = await new DeviceLogin(client, issuer, terminal.Error, TimeProvider.System).RunAsync(cancellation);
        using (await folder.TakeTurnAsync(client.File, cancellation))
        {
            login.Write(folder, client);
        }

        return login.RefreshToken is null
            ? $"You are logged in at {client.Address} until {login.Ends.ToLocalTime():HH:mm}; the issuer gave no refresh token (look at {CredentialArguments.Scope})."
            : $"You are logged in at {client.Address}.";
    }

    private static async Task<string> ForgetAsync(LoginClient client, StateFolder folder, CancellationToken cancellation)
    {
        using (await folder.TakeTurnAsync(client.File, cancellation))
        {
            folder.Delete(client.File);
        }

        return $"The login at {client.Address} is forgotten.";
    }
}
