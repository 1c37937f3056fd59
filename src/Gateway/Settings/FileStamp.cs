namespace Gateway.Settings;

/// <summary>What can be seen of a file or folder without reading it; symbolic links are followed, those of folders too.</summary>
/// <param name="Length">Its bytes; -1 when it is not there or may not be looked at.</param>
/// <param name="Changed">When it was last written.</param>
internal readonly record struct FileStamp(long Length, DateTime Changed)
{
    private static readonly FileStamp Nothing = new(-1, default);

    public static FileStamp Of(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return new FileStamp(0, Directory.GetLastWriteTimeUtc(path));
            }

            using var file = File.OpenHandle(path);
            return new FileStamp(RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Nothing;
        }
    }
}
