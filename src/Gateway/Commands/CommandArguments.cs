using Gateway.Settings;

namespace Gateway.Commands;

/// <summary>The words and options of a command: <c>--ops URL</c> and <c>--ops=URL</c> are the same.</summary>
internal sealed class CommandArguments
{
    private readonly List<string> _words = [];
    private readonly Dictionary<string, List<string>> _options = [];
    private readonly HashSet<string> _flags = [];

    /// <summary>What is no option, in order.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>Reads a command line.</summary>
    /// <param name="args">What follows the command's name.</param>
    /// <param name="options">Options with a value.</param>
    /// <param name="flags">Options without one.</param>
    /// <exception cref="UsageException">An option is unknown, comes twice, or lacks its value.</exception>
    public static CommandArguments Read(IReadOnlyList<string> args, string[] options, params string[] flags) => Read(args, options, [], flags);

    /// <summary>The same, with options that may come several times.</summary>
    /// <exception cref="UsageException">An option is unknown, comes twice and may not, or lacks its value.</exception>
    public static CommandArguments Read(IReadOnlyList<string> args, string[] options, string[] repeated, string[] flags)
    {
        string[] known = [.. options, .. repeated];
        var read = new CommandArguments();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, inline) = Split(args[i]);
            if (!name.StartsWith("--", StringComparison.Ordinal))
            {
                read._words.Add(args[i]);
            }
            else if (inline is null && flags.Contains(name))
            {
                read._flags.Add(name);
            }
            else if (!known.Contains(name))
            {
                throw new UsageException($"{args[i]} is no option.{DidYouMean.Sentence(name, known.Concat(flags))}");
            }
            else
            {
                var value = inline ?? (++i < args.Count ? args[i] : "");
                if (value.Length == 0 || (!read._options.TryAdd(name, []) && !repeated.Contains(name)))
                {
                    throw new UsageException(value.Length == 0 ? $"{name} needs a value." : $"{name} comes twice.");
                }

                read._options[name].Add(value);
            }
        }

        return read;
    }

    /// <summary>Whether a flag or an option was given.</summary>
    public bool Has(string name) => _flags.Contains(name) || _options.ContainsKey(name);

    public string Find(string option, string otherwise) => _options.TryGetValue(option, out var values) ? values[0] : otherwise;

    /// <summary>Every value of an option that may come several times.</summary>
    public IReadOnlyList<string> FindAll(string option) => _options.GetValueOrDefault(option, []);

    /// <summary>An option that is the address of a gateway; it ends with a slash.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public Uri FindAddress(string option, string otherwise)
    {
        var text = Find(option, otherwise);
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            && address.Query.Length == 0 && address.Fragment.Length == 0
            ? address
            : throw new UsageException($"{option} is \"{text}\"; an address such as {otherwise} is needed.");
    }

    private static (string Name, string? Value) Split(string arg)
    {
        var equals = arg.IndexOf('=');
        return equals < 0 ? (arg, null) : (arg[..equals], arg[(equals + 1)..]);
    }
}
