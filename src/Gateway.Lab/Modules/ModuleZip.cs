using System.IO.Compression;
using System.Text;

namespace Gateway.Lab.Modules;

/// <summary>Packs a module the way a proxy does: <c>module@version/file</c>, names not case-encoded, no directories.</summary>
internal static class ModuleZip
{
    public static byte[] Make(LabModule module)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in Files(module))
            {
                var entry = zip.CreateEntry($"{module.Path}@{module.Version}/{file.Name}", module.CompressionLevel);
                entry.LastWriteTime = module.Time;
                using var content = entry.Open();
                content.Write(file.Content);
            }
        }

        return buffer.ToArray();
    }

    private static IEnumerable<LabFile> Files(LabModule module)
    {
        if (module.HasGoMod)
        {
            yield return new LabFile("go.mod", module.Mod.ToArray());
        }

        yield return new LabFile(GoSource.PackageName(module.Path) + ".go", Encoding.UTF8.GetBytes(GoSource.Package(module)));
        foreach (var file in module.Files)
        {
            yield return file;
        }
    }
}
