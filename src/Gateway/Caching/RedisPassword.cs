namespace Gateway.Caching;

/// <summary>The password file, read again at every connection, so that a new password needs no restart.</summary>
internal static class RedisPassword
{
    /// <summary>The password; null when there is no file.</summary>
    /// <exception cref="IOException">The file cannot be read, or holds no password.</exception>
    public static string? Read(string file)
    {
        if (file.Length == 0)
        {
            return null;
        }

        var path = Path.GetFullPath(file);
        string password;
        try
        {
            password = File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException($"{path}, cannot be read: {denied.Message}", denied);
        }

        return password.Length > 0 && !password.Any(char.IsControl)
            ? password
            : throw new IOException($"{path}, {(password.Length == 0 ? "is empty" : "has more than one line or control characters")}.");
    }
}
