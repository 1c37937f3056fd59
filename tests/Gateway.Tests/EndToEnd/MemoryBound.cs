using System.Globalization;

namespace Gateway.Tests.EndToEnd;

/// <summary>A control group with a bound of memory, as containers have; where none can be made, the bound on the heap that would follow from it.</summary>
internal sealed class MemoryBound : IDisposable
{
    private readonly string? _folder;
    private readonly bool _isFirst;

    private MemoryBound(long bytes, string? folder, bool isFirst) => (Bytes, _folder, _isFirst) = (bytes, folder, isFirst);

    public long Bytes { get; }

    /// <summary>Whether the kernel holds it.</summary>
    public bool IsReal => _folder is not null;

    /// <summary>What a shell says before it becomes the program.</summary>
    public string Entry => _folder is not null ? $"echo $$ > {_folder}/cgroup.procs &&" : $"export DOTNET_GCHeapHardLimit={Bytes / 4 * 3:x} &&";

    /// <summary>The most that the group ever had, files in memory among it; 0 where there is no group.</summary>
    public long Peak => _folder is null ? 0 : Read(_isFirst ? "memory.max_usage_in_bytes" : "memory.peak");

    /// <summary>How many of its processes the kernel has killed because it was over the bound.</summary>
    public long Killed => _folder is null ? 0
        : File.ReadLines(Path.Combine(_folder, _isFirst ? "memory.oom_control" : "memory.events")).Where(line => line.StartsWith("oom_kill ", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));

    public static MemoryBound Make(long bytes)
    {
        var name = $"gateway-tests-{Path.GetRandomFileName()}";
        foreach (var (root, file, isFirst) in new[] { ("/sys/fs/cgroup/memory", "memory.limit_in_bytes", true), ("/sys/fs/cgroup", "memory.max", false) })
        {
            var folder = Path.Combine(root, name);
            try
            {
                if (!Directory.Exists(root))
                {
                    continue;
                }

                Directory.CreateDirectory(folder);
                File.WriteAllText(Path.Combine(folder, file), bytes.ToString(CultureInfo.InvariantCulture));
                return new MemoryBound(bytes, folder, isFirst);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                if (Directory.Exists(folder))
                {
                    Directory.Delete(folder);
                }
            }
        }

        return new MemoryBound(bytes, null, false);
    }

    public void Dispose()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder);
        }
    }

    private long Read(string file) => long.Parse(File.ReadAllText(Path.Combine(_folder!, file)), CultureInfo.InvariantCulture);
}
