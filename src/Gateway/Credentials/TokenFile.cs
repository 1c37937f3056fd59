namespace Gateway.Credentials;

/// <summary>A token in a file that somebody else renews; it is read at every request.</summary>
internal sealed class TokenFile(string path) : ITokenSource
{
    public async ValueTask<EdgeToken> FetchAsync(bool anew, CancellationToken cancellation)
    {
        try
        {
            return new EdgeToken(TokenText.Read(await File.ReadAllTextAsync(path, cancellation), path), DateTimeOffset.MinValue);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"the token file cannot be read: {unreadable.Message}", "whatever writes it has to run first");
        }
    }
}
