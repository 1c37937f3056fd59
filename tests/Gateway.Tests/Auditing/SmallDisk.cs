using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Auditing;

/// <summary>A file system of 16 MiB and five dozen files, mounted on a folder.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder)
    {
        _folder = folder;
    }

    private string Filler => Path.Combine(_folder, "filler");

    public static async Task<SmallDisk> MountAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await RunAsync("/bin/mount", "-t", "tmpfs", "-o", "size=16m,nr_inodes=64", "tmpfs", folder);
        return new SmallDisk(folder);
    }

    /// <summary>Takes all the room there is.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });
        try
        {
            while (true)
            {
                filler.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Takes all the files there may be; those that are there can grow.</summary>
    public void FillFiles()
    {
        try
        {
            while (true)
            {
                File.Create($"{Filler}-{Guid.NewGuid()}").Dispose();
            }
        }
        catch (IOException)
        {
            // There is room for no other.
        }
    }

    public void Free()
    {
        foreach (var filler in Directory.EnumerateFiles(_folder, "filler*"))
        {
            File.Delete(filler);
        }
    }

    public async ValueTask DisposeAsync() => await RunAsync("/bin/umount", "--lazy", _folder);

    private static async Task RunAsync(string program, params string[] arguments) =>
        (await Execution.RunAsync(program, arguments, "/", new Dictionary<string, string>(), CancellationToken.None)).Succeeded();
}
