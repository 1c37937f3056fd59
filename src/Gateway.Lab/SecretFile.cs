namespace Gateway.Lab;

/// <summary>A file that its owner alone may read, from its first moment on.</summary>
internal static class SecretFile
{
    public static async Task WriteAsync(string path, string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(path, options);
        await writer.WriteLineAsync(content);
    }
}
