namespace Gateway.Settings;

/// <summary>The files of one reading and what they held at that moment, so that no later change goes unnoticed.</summary>
internal sealed class SettingsFiles
{
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
            _seen[path] = Fingerprint(content);
            using var reader = new StreamReader(new MemoryStream(content));
            return reader.ReadToEnd();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _seen[path] = Fingerprint(unreadable);
            throw;
        }
    }

    private static int Look(string path)
    {
        try
        {
            return Fingerprint(File.ReadAllBytes(path));
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

    private static int Fingerprint(Exception unreadable) => unreadable.GetType().GetHashCode();
}
