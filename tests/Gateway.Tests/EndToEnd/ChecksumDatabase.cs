using System.Diagnostics;

namespace Gateway.Tests.EndToEnd;

/// <summary>The checksum database of golang.org/x/mod over trees of modules, as a program of its own with a key of its own.</summary>
internal sealed class ChecksumDatabase : IAsyncDisposable
{
    /// <summary>Its name, which is also where the go command would look for it if no proxy had it.</summary>
    public const string Name = "sum.example.org";

    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "EndToEnd", "ChecksumDatabase");

    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private ChecksumDatabase(TemporaryFolder folder, Process process, Uri address, string key) =>
        (_folder, _process, Address, Key) = (folder, process, address, key);

    /// <summary>Where <c>lookup/</c>, <c>tile/</c> and <c>latest</c> are.</summary>
    public Uri Address { get; }

    /// <summary>The value of GOSUMDB: name and public key.</summary>
    public string Key { get; }

    /// <param name="trees">Where modules are looked for, the first that has one decides.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    /// <param name="seed">What the key is made of; empty for a key of its own.</param>
    public static async Task<ChecksumDatabase> StartAsync(IEnumerable<ModuleTree> trees, CancellationToken cancellation, string seed = "")
    {
        var folder = new TemporaryFolder();
        try
        {
            var program = folder["checksumdatabase"];
            await BuildAsync(program, cancellation);

            string[] arguments = [Name, .. trees.Select(tree => tree.Folder)];
            var process = Process.Start(Execution.Start(program, arguments, folder.Path, new Dictionary<string, string> { ["KEYSEED"] = seed }))!;
            var words = (await process.StandardOutput.ReadLineAsync(cancellation))?.Split(' ');
            return words is [var address, var key]
                ? new ChecksumDatabase(folder, process, new Uri(address), key)
                : throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(cancellation));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task BuildAsync(string program, CancellationToken cancellation)
    {
        // The oldest, since Debian compiled its standard library already.
        using var go = new GoCommand(GoRelease.Oldest, proxy: "off");
        foreach (var file in new[] { "go.mod", "main.go" })
        {
            go.Write(file, await File.ReadAllTextAsync(Path.Combine(Source, file), cancellation));
        }

        (await go.RunAsync(cancellation, "build", "-o", program, ".")).Succeeded();
    }
}
