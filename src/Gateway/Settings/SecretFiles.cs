using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Settings;

/// <summary>Reads what settings point to: secrets in files or environment variables, certificate authorities.</summary>
/// <param name="files">Remembers what was read, so that a change of it is noticed.</param>
/// <param name="faults">Where sentences go about what cannot be read. They never hold a secret.</param>
internal sealed class SecretFiles(SettingsFiles files, List<string> faults)
{
    /// <summary>A secret of one line; null when there is none, or when it is wrong.</summary>
    /// <param name="key">The key without <c>File</c> and <c>Variable</c>.</param>
    /// <param name="file">The file that holds it; empty for none.</param>
    /// <param name="variable">The environment variable that holds it; empty for none.</param>
    public string? Find(string key, string file, string variable)
    {
        if (file.Length > 0 && variable.Length > 0)
        {
            faults.Add($"{key}File and {key}Variable are both set; one of them is needed.");
            return null;
        }

        var (value, source) = file.Length > 0 ? (Read($"{key}File", file), $"{key}File, {file},")
            : variable.Length > 0 ? (Environment.GetEnvironmentVariable(variable) ?? "", $"{key}Variable, {variable},")
            : (null, "");
        if (value is null)
        {
            return null;
        }

        value = value.TrimEnd('\r', '\n');
        if (value.Length > 0 && !value.Any(char.IsControl))
        {
            return value;
        }

        faults.Add($"{source} {(value.Length == 0 ? "is empty" : "has more than one line or control characters")}.");
        return null;
    }

    /// <summary>The PEM text of certificate authorities; null when there is none, or when it is wrong.</summary>
    /// <param name="key">The key of the section that has <c>Authorities</c>.</param>
    /// <param name="file">The file; empty for none.</param>
    public string? ReadAuthorities(string key, string file)
    {
        if (file.Length == 0 || Read($"{key}:Authorities", file) is not { } pem)
        {
            return null;
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            if (certificates.Count > 0)
            {
                return pem;
            }
        }
        catch (CryptographicException)
        {
            // The sentence below says it.
        }

        faults.Add($"{key}:Authorities, {file}, holds no PEM certificates.");
        return null;
    }

    /// <summary>The text of a file; null when it cannot be read.</summary>
    public string? Read(string key, string file)
    {
        if (file.Contains('\0'))
        {
            faults.Add($"{key} has a NUL character in it; the path of a file is needed.");
            return null;
        }

        var path = Path.GetFullPath(file);
        try
        {
            return files.ReadText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{key}, {path}, cannot be read: {unreadable.Message}");
            return null;
        }
    }
}
