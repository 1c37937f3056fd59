using Gateway.Tests.Documents;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>A folder <c>certs/dev</c> as the step <c>certs</c> makes it, and what the gateway says of the settings there.</summary>
internal sealed class ComposeBed : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Where it all lies: the container's <c>/app</c>.</summary>
    public string Folder => _folder.Path;

    public string Certificates => _folder["certs", "dev"];

    public static async Task<ComposeBed> StartAsync()
    {
        var bed = new ComposeBed();
        try
        {
            Directory.CreateDirectory(bed._folder["certs"]);
            foreach (var file in (string[])["README.md", "make-dev-certs.sh"])
            {
                File.Copy(Path.Combine(Repository.Root, "certs", file), bed._folder["certs", file]);
            }

            await bed.MakeCertificatesAsync();
            return bed;
        }
        catch
        {
            bed.Dispose();
            throw;
        }
    }

    /// <summary>Runs the step, for the first time or again.</summary>
    public async Task MakeCertificatesAsync() => (await Execution.RunAsync(
        "/bin/bash",
        [Path.Combine(Repository.Root, "deploy", "compose", "certs.sh"), _folder["certs"]],
        Folder,
        new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" },
        TestContext.Current.CancellationToken)).Succeeded();

    /// <summary>What <c>gateway check</c> says of a settings folder, with the environment that it is given there.</summary>
    public Task<Output> CheckAsync(string settings, IReadOnlyDictionary<string, string> environment) =>
        CheckAsync(Folder, settings, environment);

    public static Task<Output> CheckAsync(string folder, string settings, IReadOnlyDictionary<string, string> environment)
    {
        var start = GatewayProcess.Start("check", $"--settings={settings}");
        return Execution.RunAsync(start.FileName, start.ArgumentList, folder, environment, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _folder.Dispose();
}
