namespace Gateway.Tests.EndToEnd;

/// <summary>The real go command with a main module, a module cache and a home of its own, and nothing from the machine's.</summary>
internal sealed class GoCommand : IDisposable
{
    // Shared and kept: what was compiled says nothing about what was fetched, and the standard library takes half a minute.
    private static readonly string BuildCache = Path.Combine(AppContext.BaseDirectory, "go-build");

    private readonly TemporaryFolder _folder = new();
    private readonly string _release;

    /// <param name="release">One of <see cref="GoRelease"/>.</param>
    /// <param name="proxy">The value of GOPROXY.</param>
    public GoCommand(string release, string proxy)
    {
        _release = release;
        Environment = new()
        {
            ["PATH"] = "/usr/bin:/bin",
            ["HOME"] = _folder["home"],
            ["TMPDIR"] = Directory.CreateDirectory(_folder["tmp"]).FullName,
            ["GOPATH"] = _folder["go"],
            ["GOCACHE"] = BuildCache,
            ["GOFLAGS"] = "-modcacherw -mod=mod -buildvcs=false",
            ["GOTOOLCHAIN"] = "local",
            ["GOPROXY"] = proxy,
            ["GOSUMDB"] = "off",
        };

        // Telemetry works in the background and would write into a home that is being deleted.
        Directory.CreateDirectory(_folder["home", ".config", "go", "telemetry"]);
        File.WriteAllText(_folder["home", ".config", "go", "telemetry", "mode"], "off");

        Directory.CreateDirectory(_folder["main"]);
        Write("go.mod", "module main.example/main\n\ngo 1.17\n");
    }

    /// <summary>All the environment there is; change it before the command runs.</summary>
    public Dictionary<string, string> Environment { get; }

    /// <summary>Where <c>go install</c> puts programs.</summary>
    public string Programs => _folder["go", "bin"];

    /// <summary>The modules whose zips arrived whole and right, as <c>module@version</c>.</summary>
    public IEnumerable<string> Downloaded => Cached("", "*.ziphash").Select(file => file.Replace("/@v/", "@").Replace(".ziphash", ""));

    /// <summary>What the checksum database was asked for, and answered, as <c>module@version</c>.</summary>
    public IEnumerable<string> LookedUp => Cached($"sumdb/{ChecksumDatabase.Name}/lookup", "*@*");

    /// <summary>Writes a file of the main module.</summary>
    public void Write(string file, string text) => File.WriteAllText(_folder["main", file], text);

    /// <summary>Reads a file of the main module, for instance the <c>go.sum</c> that the command wrote.</summary>
    public string Read(string file) => File.ReadAllText(_folder["main", file]);

    public Task<Output> RunAsync(CancellationToken cancellation, params string[] arguments) =>
        Execution.RunAsync(GoRelease.Program(_release), arguments, _folder["main"], Environment, cancellation);

    /// <summary>Runs a program that <c>go install</c> installed.</summary>
    public Task<Output> RunInstalledAsync(string program, CancellationToken cancellation) =>
        Execution.RunAsync(Path.Combine(Programs, program), [], _folder["main"], Environment, cancellation);

    public void Dispose() => _folder.Dispose();

    private IEnumerable<string> Cached(string part, string pattern)
    {
        var root = Path.Combine(_folder["go", "pkg", "mod", "cache", "download"], part);
        return Directory.Exists(root)
            ? Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories)
                .Select(file => ModuleVersion.Unescape(Path.GetRelativePath(root, file)))
            : [];
    }
}
