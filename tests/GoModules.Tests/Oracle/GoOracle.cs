using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace GoModules.Tests.Oracle;

/// <summary>Asks golang.org/x/mod itself, through the small Go program beside this file, which it builds once.</summary>
public sealed class GoOracle : IAsyncLifetime
{
    private static readonly string[] Places = ["go", "/usr/lib/go-1.23/bin/go", "/usr/lib/go/bin/go"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gomodules-oracle-");

    private string Program => Path.Combine(_folder.FullName, "oracle");

    public async ValueTask InitializeAsync()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Oracle");
        foreach (var file in new[] { "main.go", "go.mod" })
        {
            File.Copy(Path.Combine(source, file), Path.Combine(_folder.FullName, file));
        }

        await RunAsync(FindGo(), ["build", "-o", Program, "."], "");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The answers to one kind of question, in the order of the questions.</summary>
    public async Task<IReadOnlyList<T>> AskAsync<T>(string ask, IEnumerable<string[]> questions)
    {
        var input = new StringBuilder();
        foreach (var args in questions)
        {
            input.Append(JsonSerializer.Serialize(new { Ask = ask, Args = args })).Append('\n');
        }

        var output = await RunAsync(Program, [], input.ToString());
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => JsonSerializer.Deserialize<T>(line)!)];
    }

    private static string FindGo()
    {
        foreach (var place in Places)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(place, ["version"]) { RedirectStandardOutput = true });
                return place;
            }
            catch (Win32Exception)
            {
                // Not there; the next place may have it.
            }
        }

        throw new InvalidOperationException(
            $"The go command is needed to compare with golang.org/x/mod and is at none of: {string.Join(", ", Places)} " +
            "(apt-get install golang-go golang-golang-x-mod-dev).");
    }

    private async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["GOPATH"] = Path.Combine(_folder.FullName, "gopath"),
                ["GOCACHE"] = Path.Combine(_folder.FullName, "cache"),
                ["GOTOOLCHAIN"] = "local",
                ["GOFLAGS"] = "-mod=mod",
                ["GOPROXY"] = "off",
                ["GOSUMDB"] = "off",
                ["GOWORK"] = "off",
            },
        };

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();

        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {process.ExitCode}: {await errors}");
    }
}
