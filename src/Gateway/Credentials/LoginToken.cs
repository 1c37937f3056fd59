namespace Gateway.Credentials;

/// <summary>Tokens from a login that is kept: refreshed before they end, by one process at a time.</summary>
internal sealed class LoginToken(LoginClient client, StateFolder folder, string? authorities, TimeProvider time) : ITokenSource
{
    // Several commands that are refused at once need one new token, not one each.
    private static readonly TimeSpan JustNow = TimeSpan.FromSeconds(10);

    public async ValueTask<EdgeToken> FetchAsync(bool anew, CancellationToken cancellation)
    {
        if (StoredLogin.Read(folder, client) is { } kept && IsGood(kept, anew))
        {
            return Show(kept);
        }

        using var turn = await folder.TakeTurnAsync(client.File, cancellation);
        var login = StoredLogin.Read(folder, client) ?? throw new CredentialException($"you are not logged in at {client.Address}", $"log in: {client.Command}");
        return Show(IsGood(login, anew) ? login : await RefreshAsync(login, cancellation));
    }

    private bool IsGood(StoredLogin login, bool anew) =>
        login.Until > time.GetUtcNow() && (!anew || time.GetUtcNow() - login.Given < JustNow);

    private static EdgeToken Show(StoredLogin login) => new(login.Token, login.Until);

    private async Task<StoredLogin> RefreshAsync(StoredLogin login, CancellationToken cancellation)
    {
        if (login.RefreshToken is not { } refresh)
        {
            throw Ended("the issuer gave no refresh token");
        }

        cancellation.ThrowIfCancellationRequested();
        using var issuer = Issuer.Create(client, authorities);
        // Once asked, the old refresh token may be used up: the answer is kept even if nobody waits for it any more.
        var answer = await issuer.AskAsync(
            new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh }, CancellationToken.None);
        if (answer.Error == "invalid_grant")
        {
            folder.Delete(client.File);
            throw Ended("the issuer does not take its refresh token any more");
        }

        if (answer.Error is not null)
        {
            throw issuer.Refused(answer.Error, answer.ErrorDescription);
        }

        var refreshed = StoredLogin.Of(answer, client, refresh, time.GetUtcNow());
        refreshed.Write(folder, client);
        return refreshed;
    }

    private CredentialException Ended(string why) => new($"your login at {client.Address} has ended: {why}", $"log in again: {client.Command}");
}
