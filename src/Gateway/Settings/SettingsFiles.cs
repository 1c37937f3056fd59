using System.Text;

namespace Gateway.Settings;

/// <summary>The files of one reading and what they held at that moment, so that no later change goes unnoticed.</summary>
internal sealed class SettingsFiles
{
    // As they were read first: when one changes before it is read again for another setting, that is a change as well.
    private readonly Dictionary<string, int> _seen = [];
    private readonly Dictionary<string, FileStamp> _stamps = [];

    /// <summary>Whether a file holds something else by now, is there at last or is gone.</summary>
    public bool HaveChanged => _seen.Any(file => file.Value != Look(file.Key));

    /// <summary>The same, for little: only what has another length or time than at the last look is read. One caller at a time.</summary>
    /// <remarks>A file that was put in place of another with both unchanged is not noticed.</remarks>
    public bool SeemChanged()
    {
        foreach (var (path, content) in _seen)
        {
            // Before the content: what changes in between has another stamp.
            var stamp = FileStamp.Of(path);
            if (_stamps.GetValueOrDefault(path) != stamp)
            {
                _stamps[path] = stamp;
                if (Look(path) != content)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Reads a file and remembers it, also when it cannot be read.</summary>
    /// <exception cref="IOException">It is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public string ReadText(string path)
    {
        try
        {
            var content = File.ReadAllBytes(path);
            _seen.TryAdd(path, Fingerprint(content));
            using var reader = new StreamReader(new MemoryStream(content));
            return reader.ReadToEnd();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _seen.TryAdd(path, Fingerprint(unreadable));
            throw;
        }
    }

    /// <summary>Reads a file that the settings name and remembers it; null when it cannot be read, which is a fault then.</summary>
    /// <param name="key">The setting, for the fault.</param>
    /// <param name="file">The file as the setting names it.</param>
    /// <param name="faults">Where faults are added.</param>
    public byte[]? Read(string key, string file, List<string> faults)
    {
        if (file.Contains('\0'))
        {
            faults.Add($"{key} has a NUL character in it; the path of a file is needed.");
            return null;
        }

        var path = Path.GetFullPath(file);
        try
        {
            var content = File.ReadAllBytes(path);
            _seen.TryAdd(path, Fingerprint(content));
            return content;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _seen.TryAdd(path, Fingerprint(unreadable));
            faults.Add($"{key}, {path}, cannot be read: {unreadable.Message}");
            return null;
        }
    }

    /// <summary>The files of a folder that the settings name, in order and without hidden ones; the name itself where it is no folder.</summary>
    public IReadOnlyList<string> List(string path)
    {
        if (path.Contains('\0') || !Directory.Exists(path))
        {
            return [path];
        }

        path = Path.GetFullPath(path);
        try
        {
            var names = Names(path);
            _seen.TryAdd(path, Fingerprint(names));
            return names;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // As a file that cannot be read: whoever reads it says so.
            return [path];
        }
    }

    private static int Look(string path)
    {
        try
        {
            return Directory.Exists(path) ? Fingerprint(Names(path)) : Fingerprint(File.ReadAllBytes(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Fingerprint(unreadable);
        }
    }

    private static int Fingerprint(byte[] content)
    {
        var hash = new HashCode();
        hash.Add(content.Length);
        hash.AddBytes(content);
        return hash.ToHashCode();
    }

    private static int Fingerprint(string[] names) => Fingerprint(Encoding.UTF8.GetBytes(string.Join('\0', names)));

    /// <summary>Mounted secrets and maps have hidden entries beside the files.</summary>
    private static string[] Names(string folder) =>
        [.. Directory.GetFiles(folder).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal)];

    private static int Fingerprint(Exception unreadable) => unreadable.GetType().GetHashCode();
}
