namespace Gateway.Credentials;

/// <summary>Where tokens for the edge come from: a file, a command, or a login.</summary>
internal interface ITokenSource
{
    /// <summary>Gets a token.</summary>
    /// <param name="anew">The edge refused the one before: what is remembered will not do.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="CredentialException">There is none.</exception>
    ValueTask<EdgeToken> FetchAsync(bool anew, CancellationToken cancellation);
}
