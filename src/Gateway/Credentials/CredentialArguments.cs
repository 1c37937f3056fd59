using Gateway.Commands;

namespace Gateway.Credentials;

/// <summary>What to show to the edge, as it was typed; the same for every command that asks an edge.</summary>
/// <param name="Certificate">A PEM file with the client certificate; null for none.</param>
/// <param name="Key">The PEM file with its key, which may be the same; null without a certificate.</param>
/// <param name="Authorities">A PEM bundle of who vouches for the edge and the issuer; null for the system's.</param>
/// <param name="Token">Where tokens come from; null for none.</param>
/// <param name="Login">The login that they come from; null when it is none.</param>
internal sealed record CredentialArguments(string? Certificate, string? Key, string? Authorities, ITokenSource? Token, LoginClient? Login)
{
    public const string Usage = """
          --token-file FILE       a token that something else keeps fresh
          --token-command CMD     a command that prints a token; run again when that ends or is refused
          --device-login ISSUER --client-id ID [--audience A] [--scope S]
                                  a login that `gateway login` keeps
          --authorities FILE      PEM certificates that vouch for the edge and the issuer, instead of the system's

        """;

    public const string Certificates = "--certificate";
    public const string ClientId = "--client-id";
    public const string Audience = "--audience";
    public const string Scope = "--scope";
    public const string AuthoritiesFile = "--authorities";

    private const string KeyFile = "--key";
    private const string File = "--token-file";
    private const string Command = "--token-command";
    private const string DeviceLogin = "--device-login";

    private static readonly string[] Sources = [File, Command, DeviceLogin];

    /// <summary>The options.</summary>
    public static readonly string[] Options = [Certificates, KeyFile, .. Sources, ClientId, Audience, Scope, AuthoritiesFile];

    /// <exception cref="UsageException">They do not go together.</exception>
    public static CredentialArguments Read(CommandArguments arguments, TimeProvider time)
    {
        if (Sources.Count(arguments.Has) > 1)
        {
            throw new UsageException($"one of {string.Join(", ", Sources)} is enough.");
        }

        if (arguments.Has(KeyFile) && !arguments.Has(Certificates))
        {
            throw new UsageException($"{KeyFile} needs {Certificates}.");
        }

        if (!arguments.Has(DeviceLogin) && new[] { ClientId, Audience, Scope }.FirstOrDefault(arguments.Has) is { } stray)
        {
            throw new UsageException($"{stray} needs {DeviceLogin}.");
        }

        var certificate = FindPath(arguments, Certificates);
        var authorities = FindPath(arguments, AuthoritiesFile);
        var login = arguments.Has(DeviceLogin) ? ReadLogin(arguments, DeviceLogin, arguments.Find(DeviceLogin, "")) : null;
        ITokenSource? token = login is not null ? new LoginToken(login, StateFolder.Find(time), authorities, time)
            : FindPath(arguments, File) is { } file ? new TokenFile(file)
            : arguments.Has(Command) ? new PrintedToken(arguments.Find(Command, ""), time)
            : null;
        return new CredentialArguments(certificate, FindPath(arguments, KeyFile) ?? certificate, authorities, token, login);
    }

    /// <summary>Reads which login is meant.</summary>
    /// <exception cref="UsageException">It is not said.</exception>
    public static LoginClient ReadLogin(CommandArguments arguments, string what, string issuer)
    {
        if (SafeAddress.Find(issuer) is not { } address)
        {
            throw new UsageException($"{what} is \"{SafeAddress.Show(issuer)}\"; the https address of an issuer of tokens is needed.");
        }

        return arguments.Has(ClientId)
            ? new LoginClient(address, arguments.Find(ClientId, ""), arguments.Find(Audience, ""), arguments.Find(Scope, LoginClient.DefaultScope))
            : throw new UsageException($"{ClientId} is needed: the issuer has to know who asks.");
    }

    // Whoever starts the command may change folders later.
    private static string? FindPath(CommandArguments arguments, string option) => arguments.Has(option) ? Path.GetFullPath(arguments.Find(option, "")) : null;
}
