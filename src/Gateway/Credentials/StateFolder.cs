namespace Gateway.Credentials;

/// <summary>The folder of this user where logins and secrets are kept: nobody else may read it, or it is not used.</summary>
internal sealed class StateFolder(string path, TimeProvider time)
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Whoever holds a lock asks an issuer, which takes seconds at most.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The user's own, in <c>XDG_STATE_HOME</c> (or <c>~/.local/state</c>).</summary>
    /// <exception cref="CredentialException">The user has no home.</exception>
    public static StateFolder Find(TimeProvider time)
    {
        var xdg = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var state = Path.IsPathFullyQualified(xdg ?? "") ? xdg!
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : home.Length > 0 ? Path.Combine(home, ".local", "state") : "";
        return state.Length > 0
            ? new StateFolder(Path.Combine(state, "gateway"), time)
            : throw new CredentialException("there is no home folder to keep logins in", "set HOME or XDG_STATE_HOME");
    }

    public string this[string name] => Path.Combine(path, name);

    /// <summary>Reads a file; null when there is none.</summary>
    /// <exception cref="CredentialException">Others can read it too, or it cannot be read.</exception>
    public string? Read(string name)
    {
        try
        {
            using var file = File.OpenRead(this[name]);
            RefuseOpen(OperatingSystem.IsWindows() ? OwnersFile : File.GetUnixFileMode(file.SafeFileHandle), this[name], "it is no secret any more: delete it");
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"{this[name]} cannot be read: {unreadable.Message}", "it has to belong to you");
        }
    }

    /// <summary>Replaces a file as a whole: whoever reads it meanwhile gets the old one or the new one.</summary>
    public void Write(string name, string text)
    {
        Prepare();
        var draft = this[$"{name}.{Path.GetRandomFileName()}"];
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        using (var file = new FileStream(draft, options))
        {
            using var writer = new StreamWriter(file, leaveOpen: true);
            writer.Write(text);
            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, this[name], overwrite: true);
    }

    public void Delete(string name) => File.Delete(this[name]);

    /// <summary>Waits until no other process is at work on a file; none will be until the answer is disposed of.</summary>
    /// <exception cref="CredentialException">It takes too long.</exception>
    public async Task<IDisposable> TakeTurnAsync(string name, CancellationToken cancellation)
    {
        Prepare();
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(this[$"{name}.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException busy) when (time.GetElapsedTime(started) > LongestTurn)
            {
                throw new CredentialException($"another process is at work on {this[name]} ({busy.Message})", "end it, then try again");
            }
            catch (IOException)
            {
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    private void Prepare()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
                return;
            }

            Directory.CreateDirectory(path, OwnersFolder);
            RefuseOpen(File.GetUnixFileMode(path), path, $"close it: chmod 700 {path}");
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"{path} cannot be used: {denied.Message}", "logins need a folder that is yours");
        }
    }

    private static void RefuseOpen(UnixFileMode mode, string what, string remedy)
    {
        if ((mode & ~OwnersFolder) != 0)
        {
            throw new CredentialException($"{what} is open to other users", remedy);
        }
    }
}
