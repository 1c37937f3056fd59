using Gateway.Settings;

namespace Gateway.Tests.Settings;

/// <summary>A folder of settings files, and what reading it gives.</summary>
internal sealed class SettingsFolder : IDisposable
{
    /// <summary>The least that is right: one cluster and one route.</summary>
    public const string Least = """
        {
          "Modules": { "Routes": [ { "Name": "all", "Modules": [ "*" ], "Clusters": [ "golang" ] } ] },
          "ReverseProxy": { "Clusters": { "golang": { "Destinations": { "a": { "Address": "https://proxy.example.org/" } } } } }
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-settings-");

    public Dictionary<string, string> Environment { get; } = [];

    public string this[string file]
    {
        set => File.WriteAllText(PathOf(file), value);
    }

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    public SettingsReading Read(params string[] args) =>
        SettingsReader.Read(SettingsSources.Find([$"--settings={_folder.FullName}", .. args], Environment));

    /// <summary>The faults of settings that are wrong.</summary>
    public IReadOnlyList<string> Faults(params string[] args) =>
        this.Invoking(folder => folder.Read(args)).Should().Throw<SettingsException>().Which.Faults;

    public void Dispose() => _folder.Delete(recursive: true);
}
