using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Caching;

/// <summary>The key, the password and the certificate authorities that the settings point to, read together with them.</summary>
internal sealed class RedisSecrets
{
    private readonly List<string> _files = [];

    /// <summary>The contents of the key file; empty when there is none.</summary>
    public byte[] Key { get; private set; } = [];

    /// <summary>The PEM text of the certificate authorities; null when the system's hold.</summary>
    public string? Authorities { get; private set; }

    /// <summary>The files that were read.</summary>
    public IReadOnlyList<string> Files => _files;

    public static RedisSecrets Read(RedisOptions options, List<string> faults)
    {
        var secrets = new RedisSecrets();
        secrets.ReadKey(options.KeyFile, faults);
        secrets.ReadAuthorities(options.Authorities, faults);
        if (options.PasswordFile.Length > 0)
        {
            try
            {
                secrets._files.Add(Path.GetFullPath(options.PasswordFile));
                RedisPassword.Read(options.PasswordFile);
            }
            catch (IOException unreadable)
            {
                faults.Add($"Caching:Redis:PasswordFile, {unreadable.Message}");
            }
        }

        return secrets;
    }

    private void ReadKey(string file, List<string> faults)
    {
        if (file.Length == 0 || ReadFile("Caching:Redis:KeyFile", file, faults) is not { } key)
        {
            return;
        }

        Key = key;
        if (key.Length < FrameFormat.ShortestKey)
        {
            faults.Add($"Caching:Redis:KeyFile, {file}, has {key.Length} bytes; at least {FrameFormat.ShortestKey} are needed, such as `openssl rand -out FILE 32` makes.");
        }
    }

    private void ReadAuthorities(string file, List<string> faults)
    {
        if (file.Length == 0 || ReadFile("Caching:Redis:Authorities", file, faults) is not { } bytes)
        {
            return;
        }

        try
        {
            var pem = Encoding.UTF8.GetString(bytes);
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            if (certificates.Count > 0)
            {
                Authorities = pem;
                return;
            }
        }
        catch (CryptographicException)
        {
            // The sentence below says it.
        }

        faults.Add($"Caching:Redis:Authorities, {file}, holds no PEM certificates.");
    }

    private byte[]? ReadFile(string key, string file, List<string> faults)
    {
        var path = Path.GetFullPath(file);
        _files.Add(path);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{key}, {path}, cannot be read: {unreadable.Message}");
            return null;
        }
    }
}
