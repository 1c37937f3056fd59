using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Lab;
using GoModules;

namespace Gateway.Tests.Access.Rules;

/// <summary>No way of writing a request passes a rule.</summary>
public class RuleSpellingTests
{
    private const string Secret = "example.org/Secret";

    private static readonly string[] Targets =
    [
        "/example.org/!secret/@v/v1.0.0.zip", "/example.org/%21secret/@v/list", "/example.org/!secret/sub/@latest", "/example.org/!secret/v2/@v/v2.0.0.mod",
        "/sumdb/sum.golang.org/lookup/example.org/!secret@v1.0.0", "/example.org/!secret/@v/master.info", "/example.org/hello/@v/v1.0.0.zip",
    ];

    private static readonly string[] Pieces =
    [
        "/", "//", "/./", "/../", "..", "%2f", "%2F", "%5c", "\\", "%2e%2e", "%00", "%0a", "%20", "?", "?x=/", "#", ";", "%3b", "!", "!!", "%21", "%2521", "@", "%40", "@v", "@v/", "@latest",
        ".zip", ".ZIP", ".mod", ".info", "list", "v1.0.0", "V1.0.0", "v1", "+incompatible", "%2b", "A", "S", "s", "%53", "%73", "\u017f", "%c5%bf", "é", "example.org", "EXAMPLE.ORG", "sumdb/", "lookup/",
        "http://example.org", "*", "~", "-", "_", ".", "secret", "Secret", "!secret", "%252f", "%u002f", "\t", " ",
    ];

    [Fact]
    public void Of_100_000_spellings_none_that_is_read_as_the_module_is_allowed()
    {
        var rules = new RulesBed("""{ "Rules": [ { "Id": "no-secret", "Effect": "Deny", "Modules": [ "example.org/Secret" ] } ] }""");
        var random = new Random(5);
        var (denied, allowed) = (0, 0);

        for (var number = 0; number < 100_000; number++)
        {
            var target = Mutated(random);
            if (GoRequest.Parse(target) is not { } request)
            {
                continue;
            }

            var isAllowed = rules.Ask(target).StartsWith("200 ", StringComparison.Ordinal);
            // Read in the dullest way: what another reader would make of the path that goes upstream.
            isAllowed.Should().Be(!Means(request.Path), target);
            (denied, allowed) = isAllowed ? (denied, allowed + 1) : (denied + 1, allowed);
        }

        denied.Should().BeGreaterThan(3_000);
        allowed.Should().BeGreaterThan(3_000);
    }

    [Fact]
    public async Task Over_one_connection_after_another_none_is_answered_and_none_breaks_anything()
    {
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster("nobody", null, new Uri("http://127.0.0.1:1/")).Route("*", "nobody")
            .Set("Access", JsonNode.Parse("""{ "Default": "Deny", "Rules": [ { "Id": "some", "Effect": "Allow", "Modules": [ "example.org/other/x" ] } ] }""")));
        var random = new Random(6);
        var statuses = new Dictionary<int, int>();

        await using var client = new Pipe(gateway.AddressOf("Plain"));
        for (var number = 0; number < 10_000; number++)
        {
            var status = await client.AskAsync(Mutated(random), random.Next(50) == 0 ? "X-Forwarded-For: 127.0.0.1\r\nX-Original-URL: /example.org/other/x/@v/list" : "X-A: b");
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
        }

        statuses.Keys.Should().BeSubsetOf([400, 403, 404]);
        statuses[403].Should().BeGreaterThan(1_000);
    }

    /// <summary>Whether a canonical path is about the module or something below it.</summary>
    private static bool Means(string path)
    {
        var plain = Uri.UnescapeDataString(path).Replace("sumdb/sum.golang.org/lookup/", "");
        var module = plain.Split('@')[0].TrimEnd('/');
        var read = string.Concat(module.Split('!').Select((part, index) => index == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
        return read == Secret || read.StartsWith(Secret + "/", StringComparison.Ordinal);
    }

    private static string Mutated(Random random)
    {
        var text = new StringBuilder(Targets[random.Next(Targets.Length)]);
        for (var changes = random.Next(3); changes > 0; changes--)
        {
            var at = random.Next(1, text.Length + 1);
            var piece = Pieces[random.Next(Pieces.Length)];
            switch (random.Next(4))
            {
                case 0:
                    text.Insert(at, piece);
                    break;
                case 1 when at < text.Length:
                    text.Remove(at, Math.Min(text.Length - at, random.Next(1, 4)));
                    break;
                case 2 when at < text.Length:
                    text[at] = char.IsUpper(text[at]) ? char.ToLowerInvariant(text[at]) : char.ToUpperInvariant(text[at]);
                    break;
                default:
                    text.Replace("/", piece, at - 1, 1);
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>Sends targets byte for byte over one connection, and over the next when the gateway has ended it.</summary>
    private sealed class Pipe(Uri address) : IAsyncDisposable
    {
        private TcpClient? _client;
        private StreamReader? _reader;

        public async Task<int> AskAsync(string target, string header)
        {
            // A line that holds a space or an end of line would be another request.
            var line = target.Replace(" ", "%20").Replace("\t", "%09");
            if (_client is null)
            {
                _client = new TcpClient { NoDelay = true };
                await _client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
                _reader = new StreamReader(_client.GetStream(), Encoding.Latin1);
            }

            await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"GET {line} HTTP/1.1\r\nHost: gateway\r\n{header}\r\n\r\n"), TestContext.Current.CancellationToken);
            var status = int.Parse((await _reader!.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[1]);
            var (length, ends) = (0, false);
            while (await _reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } head)
            {
                length = head.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase) ? int.Parse(head[15..]) : length;
                ends |= head.Equals("Connection: close", StringComparison.OrdinalIgnoreCase);
            }

            for (var rest = length; rest > 0;)
            {
                rest -= await _reader.ReadAsync(new char[rest], TestContext.Current.CancellationToken);
            }

            if (ends)
            {
                await DisposeAsync();
            }

            return status;
        }

        public ValueTask DisposeAsync()
        {
            _client?.Dispose();
            _client = null;
            return ValueTask.CompletedTask;
        }
    }
}
