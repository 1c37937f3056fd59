using System.Collections;

namespace Gateway.Settings;

/// <summary>Where settings are read from: a folder's files, the environment and the command line, each over the one before.</summary>
internal sealed class SettingsSources
{
    private const string FolderVariable = "GATEWAY_SETTINGS";
    private const string FolderArgument = "--settings=";

    /// <summary>The folder that holds <c>appsettings.json</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>The files that are read, lowest first. The first must exist; the others add to it where they do.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Single values from outside the files: what the operator wrote, the keys down to the value, the value.</summary>
    public required IReadOnlyList<(string Source, string[] Path, string Value)> Overrides { get; init; }

    /// <summary>The environment of this process.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value!);

    /// <summary>Finds the sources.</summary>
    /// <exception cref="SettingsException">An argument is none that the gateway knows.</exception>
    public static SettingsSources Find(string[] args, IReadOnlyDictionary<string, string> environment)
    {
        var folder = environment.GetValueOrDefault(FolderVariable) ?? Path.Combine(AppContext.BaseDirectory, "appsettings");
        var overrides = FromEnvironment(environment).ToList();
        var faults = new List<string>();
        foreach (var arg in args)
        {
            if (arg.StartsWith(FolderArgument, StringComparison.Ordinal))
            {
                folder = arg[FolderArgument.Length..];
            }
            else if (arg.StartsWith("--", StringComparison.Ordinal) && arg.IndexOf('=') is > 2 and var equals && arg.AsSpan(0, equals).Contains(':'))
            {
                overrides.Add((arg[..equals], arg[2..equals].Split(':'), arg[(equals + 1)..]));
            }
            else
            {
                faults.Add($"{arg} is no argument. Allowed: {FolderArgument}FOLDER and --Section:Key=value.");
            }
        }

        if (faults.Count > 0)
        {
            throw new SettingsException(faults);
        }

        folder = Path.GetFullPath(folder);
        var name = environment.GetValueOrDefault("DOTNET_ENVIRONMENT") ?? environment.GetValueOrDefault("ASPNETCORE_ENVIRONMENT");
        string[] files = string.IsNullOrEmpty(name) ? ["appsettings.json"] : ["appsettings.json", $"appsettings.{name}.json"];
        return new SettingsSources { Folder = folder, Files = [.. files.Select(file => Path.Combine(folder, file))], Overrides = overrides };
    }

    private static IEnumerable<(string Source, string[] Path, string Value)> FromEnvironment(IReadOnlyDictionary<string, string> environment) =>
        from variable in environment
        let path = variable.Key.Split("__")
        where path.Length > 1 && SettingsTree.FindKey(typeof(GatewaySettings), path[0]) is not null
        orderby variable.Key
        select (variable.Key, path, variable.Value);
}
