namespace Gateway.Tests.EndToEnd;

/// <summary>A real nginx that takes uploads over WebDAV, as a hosted repository does, and serves them as a module proxy.</summary>
internal sealed class HostedRepository : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleTree _drafts;
    private Nginx? _nginx;

    private HostedRepository() => _drafts = new ModuleTree(Directory.CreateDirectory(_folder["drafts"]).FullName);

    public Nginx Nginx => _nginx!;

    /// <summary>Where its modules are; uploads go below it.</summary>
    public Uri Address => new(Nginx.Address, "hosted/");

    public static async Task<HostedRepository> StartAsync(CancellationToken cancellation)
    {
        var repository = new HostedRepository();
        Directory.CreateDirectory(repository._folder["tree", "hosted"]);
        const string Uploads = "location /hosted/ { dav_methods PUT DELETE; create_full_put_path on; client_max_body_size 0; }";
        repository._nginx = await Nginx.StartAsync(repository._folder["tree"], Uploads, cancellation);
        return repository;
    }

    /// <summary>The files of a version that is not published: their paths as GOPROXY asks for them and as they lie on disk; the list last.</summary>
    public IReadOnlyList<(string Path, string File)> Draft(ModuleVersion module)
    {
        _drafts.Publish(ModuleSource.Of(module.Path, module.Version, ("go.mod", $"module {module.Path}\n"), ("x.go", $"package x\n\nconst Version = \"{module.Version}\"\n")));
        var files = new[] { "info", "mod", "zip" }.Select(extension => _drafts.FileOf(module, extension)).ToList();
        files.Add(Path.Combine(Path.GetDirectoryName(files[0])!, "list"));
        return [.. files.Select(file => (Path.GetRelativePath(_drafts.Folder, file), file))];
    }

    /// <summary>What was uploaded under a path; null when nothing was.</summary>
    public byte[]? Uploaded(string path) => File.Exists(_folder["tree", "hosted", path]) ? File.ReadAllBytes(_folder["tree", "hosted", path]) : null;

    public async ValueTask DisposeAsync()
    {
        await (_nginx?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }
}
