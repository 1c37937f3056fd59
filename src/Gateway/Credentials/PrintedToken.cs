using System.Diagnostics;

namespace Gateway.Credentials;

/// <summary>A token that a command prints. It is run again when the token ends or is refused.</summary>
/// <remarks>Its standard error stays the developer's; what it prints on standard output is never repeated.</remarks>
internal sealed class PrintedToken(string command, TimeProvider time) : ITokenSource
{
    // A vault that has to be unlocked first takes its time.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // The request that carries it has to arrive before its end.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private const string Remedy = "run it by hand: it has to print a token and nothing else";

    public async ValueTask<EdgeToken> FetchAsync(bool anew, CancellationToken cancellation)
    {
        var token = TokenText.Read(await RunAsync(cancellation), "what the token command printed");
        return new EdgeToken(token, TokenText.FindEnd(token) - Margin ?? DateTimeOffset.MaxValue);
    }

    private async Task<string> RunAsync(CancellationToken cancellation)
    {
        using var bounded = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token, cancellation);
        using var process = Process.Start(Shell())!;
        try
        {
            process.StandardInput.Close();
            var printed = await process.StandardOutput.ReadToEndAsync(both.Token);
            await process.WaitForExitAsync(both.Token);
            return process.ExitCode == 0
                ? printed
                : throw new CredentialException($"the token command ended with exit code {process.ExitCode}", Remedy);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CredentialException($"the token command printed nothing within {Patience.TotalSeconds:0} seconds", Remedy);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private ProcessStartInfo Shell()
    {
        var shell = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe") { Arguments = $"/d /s /c \"{command}\"" }
            : new ProcessStartInfo("/bin/sh", ["-c", command]);
        shell.RedirectStandardInput = true;
        shell.RedirectStandardOutput = true;
        return shell;
    }
}
