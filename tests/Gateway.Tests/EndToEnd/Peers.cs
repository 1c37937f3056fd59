namespace Gateway.Tests.EndToEnd;

/// <summary>What the end-to-end tests talk to, made once for all of them.</summary>
public sealed class Peers : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Nginx? _nginx;
    private ChecksumDatabase? _database;

    public Peers()
    {
        Tree = new ModuleTree(_folder["tree"]);
        Truth = new ModuleTree(_folder["truth"]);
    }

    /// <summary>All the modules there are.</summary>
    internal ModuleTree Tree { get; }

    /// <summary>What the checksum database knows better than <see cref="Tree"/>.</summary>
    internal ModuleTree Truth { get; }

    /// <summary>Serves <see cref="Tree"/>; also proxies the database, so that it alone makes a whole GOPROXY.</summary>
    internal Nginx Nginx => _nginx!;

    internal ChecksumDatabase Database => _database!;

    /// <summary>The database where nginx writes down what it is asked.</summary>
    internal Uri DatabaseThroughNginx => new(Nginx.Address, $"sumdb/{ChecksumDatabase.Name}/");

    /// <summary>What the database was asked so far, by anybody.</summary>
    internal async Task<IReadOnlyList<string>> DatabaseRequestsAsync(CancellationToken cancellation) =>
        [.. (await Nginx.RequestsSoFarAsync(cancellation)).Where(request => request.Contains($"/sumdb/{ChecksumDatabase.Name}/"))];

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        MadeModules.PublishTo(Tree, Truth);
        DebianModules.PublishTo(Tree, MadeModules.Paths);
        _database = await ChecksumDatabase.StartAsync([Truth, Tree], cancellation);
        _nginx = await Nginx.StartAsync(Tree.Folder, Proxying(_database), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_nginx is not null)
        {
            await _nginx.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static string Proxying(ChecksumDatabase database) => $$"""
        location = /sumdb/{{ChecksumDatabase.Name}}/supported { return 200; }
        location /sumdb/{{ChecksumDatabase.Name}}/ { proxy_pass {{database.Address}}; }
        """;
}
