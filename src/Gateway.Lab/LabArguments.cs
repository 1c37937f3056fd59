using System.Globalization;
using Gateway.Settings;

namespace Gateway.Lab;

/// <summary>What the lab is asked to do on its command line.</summary>
internal sealed class LabArguments
{
    public const string Usage = """
        Usage: dotnet run --project src/Gateway.Lab [-- OPTION...]

        Starts the gateway and everything it talks to in one process, without network, and says what to type.

          --tour                 walk through fetches and failures, one line a step; 0 when all was right, else 1
          --port=PORT            the gateway's port for modules (8080)
          --ops-port=PORT        the gateway's port for health (9090)
          --control-port=PORT    the port that takes the lab's commands over HTTP (8090)
          --help                 this text

        0 is any free port. All of them are on 127.0.0.1. The tour takes free ports of its own.
        Exit codes: 0 right, 1 a step of the tour went wrong, 2 wrong usage, or the lab could not start.

        """;

    private static readonly string[] Names = ["--tour", "--port=", "--ops-port=", "--control-port=", "--help"];

    private readonly Dictionary<string, int> _ports = new() { ["--port="] = 8080, ["--ops-port="] = 9090, ["--control-port="] = 8090 };

    public bool IsHelp { get; private init; }

    public bool IsTour { get; private init; }

    public int Port => _ports["--port="];

    public int OpsPort => _ports["--ops-port="];

    public int ControlPort => _ports["--control-port="];

    /// <summary>Reads a command line; a fault is a sentence.</summary>
    public static (LabArguments Arguments, string? Fault) Read(string[] args)
    {
        var read = new LabArguments { IsHelp = args.Any(static arg => arg is "--help" or "-h"), IsTour = args.Contains("--tour") };
        foreach (var arg in args.Where(static arg => arg is not ("--help" or "-h" or "--tour")))
        {
            var name = arg[..(arg.IndexOf('=', StringComparison.Ordinal) + 1)];
            if (!read._ports.ContainsKey(name))
            {
                return (read, $"{arg} is no option.{DidYouMean.Sentence(name.Length > 0 ? name : arg, Names)}");
            }

            if (!ushort.TryParse(arg.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                return (read, $"{arg}: a port from 0 to 65535 is needed.");
            }

            read._ports[name] = port;
        }

        return (read, read.IsTour && args.Length > 1 && !read.IsHelp ? "--tour takes free ports of its own and stands alone." : null);
    }

    /// <summary>The option that would choose another port than the one an address has; null when none would.</summary>
    public string? FindOption(string address) =>
        _ports.Where(port => port.Value > 0 && address.Contains($":{port.Value}:", StringComparison.Ordinal)).Select(port => port.Key).FirstOrDefault();
}
