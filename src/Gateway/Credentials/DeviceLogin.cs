using Gateway.Upstreams;

namespace Gateway.Credentials;

/// <summary>Logs in where there is no browser at hand (RFC 8628): shows an address and a code, and asks until they were used.</summary>
internal sealed class DeviceLogin(LoginClient client, Issuer issuer, TextWriter screen, TimeProvider time)
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:device_code";

    // RFC 8628, 3.5: the interval where none is said, and what slow_down adds.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    /// <summary>Waits until the user has logged in.</summary>
    /// <exception cref="CredentialException">The user or the issuer says no, or the code has run out.</exception>
    public async Task<StoredLogin> RunAsync(CancellationToken cancellation)
    {
        var device = await issuer.BeginAsync(cancellation);
        var ends = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(device.ExpiresIn!.Value, 1, 3600));
        var pause = device.Interval is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 1, 60)) : Step;
        await ShowAsync(device);
        Dictionary<string, string> grant = new() { ["grant_type"] = Grant, ["device_code"] = device.DeviceCode! };
        while (true)
        {
            await Task.Delay(pause, time, cancellation);
            if (time.GetUtcNow() >= ends)
            {
                throw new CredentialException("nobody has entered the code in time", $"try again: {client.Command}");
            }

            try
            {
                var answer = await issuer.AskAsync(grant, cancellation);
                switch (answer.Error)
                {
                    case null:
                        return StoredLogin.Of(answer, client, refreshToken: null, time.GetUtcNow());
                    case "authorization_pending":
                        break;
                    case "slow_down":
                        pause += Step;
                        break;
                    default:
                        throw issuer.Refused(answer.Error, answer.ErrorDescription);
                }
            }
            catch (IssuerAwayException)
            {
                // The code still holds: whoever is away now may be back before it ends.
                pause += Step;
            }
        }
    }

    private async Task ShowAsync(DeviceAnswer device)
    {
        await screen.WriteLineAsync($"To log in, open {UpstreamText.Clean(device.VerificationUri!)} and enter the code {UpstreamText.Clean(device.UserCode!)}");
        if (device.VerificationUriComplete is { } complete)
        {
            await screen.WriteLineAsync($"or open {UpstreamText.Clean(complete)}");
        }

        await screen.FlushAsync(CancellationToken.None);
    }
}
