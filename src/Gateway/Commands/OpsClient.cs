using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Credentials;

namespace Gateway.Commands;

/// <summary>How commands ask the operators' listener of a running gateway, and show there who types them.</summary>
internal static class OpsClient
{
    /// <summary>The options, for a command's usage.</summary>
    public const string Usage = """
          --ops URL                the gateway's operators' listener (http://127.0.0.1:9090)

        Where that asks who you are:

          --certificate FILE --key FILE
                                  a client certificate
        """ + "\n" + CredentialArguments.Usage;

    /// <summary>The options.</summary>
    public static readonly string[] Options = [Ops, .. CredentialArguments.Options];

    private const string Ops = "--ops";

    /// <summary>The client; its base address is the listener's.</summary>
    /// <exception cref="UsageException">The options are wrong.</exception>
    /// <exception cref="CredentialException">What they name cannot be had.</exception>
    public static async Task<HttpClient> OpenAsync(CommandArguments arguments, TimeSpan timeout, CancellationToken cancellation)
    {
        var address = arguments.FindAddress(Ops, "http://127.0.0.1:9090");
        var shown = CredentialArguments.Read(arguments, TimeProvider.System);
        if (shown.Token is not null && address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
        {
            throw new UsageException($"{Ops} is \"{address}\"; beyond this machine a token is shown over https only.");
        }

        var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            SslOptions = { CertificateChainPolicy = TrustFile.Read(shown.Authorities), ClientCertificates = shown.Certificate is null ? null : [Read(shown.Certificate, shown.Key!)] },
        })
        {
            BaseAddress = address,
            Timeout = timeout,
        };
        if (shown.Token is { } source)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await source.FetchAsync(anew: false, cancellation)).Value);
        }

        return client;
    }

    private static X509Certificate2 Read(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CredentialException($"the certificate cannot be read: {wrong.Message}", "--certificate and --key take PEM files, the key without a password");
        }
    }
}
