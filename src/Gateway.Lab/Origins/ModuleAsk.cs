namespace Gateway.Lab.Origins;

/// <summary>A path below the prefix, read as the GOPROXY protocol; names stay case-encoded.</summary>
internal sealed record ModuleAsk(Asked Kind, string Module, string Version)
{
    public static ModuleAsk? TryParse(string path)
    {
        var decoded = Uri.UnescapeDataString(path);
        if (decoded.EndsWith("/@latest", StringComparison.Ordinal))
        {
            return new ModuleAsk(Asked.Latest, decoded[..^"/@latest".Length], "");
        }

        var at = decoded.LastIndexOf("/@v/", StringComparison.Ordinal);
        if (at <= 0)
        {
            return null;
        }

        var module = decoded[..at];
        var file = decoded[(at + "/@v/".Length)..];
        return Path.GetExtension(file) switch
        {
            _ when file == "list" => new ModuleAsk(Asked.List, module, ""),
            ".info" => new ModuleAsk(Asked.Info, module, file[..^".info".Length]),
            ".mod" => new ModuleAsk(Asked.Mod, module, file[..^".mod".Length]),
            ".zip" => new ModuleAsk(Asked.Zip, module, file[..^".zip".Length]),
            _ => null,
        };
    }
}
