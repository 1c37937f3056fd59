using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Access.Tokens;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Access;
using Gateway.Tests.Access.Advisories;
using Gateway.Tests.Access.Rules;
using Gateway.Tests.Auditing;
using Gateway.Tests.Caching;
using Gateway.Tests.Chaos;
using Gateway.Tests.Checksums;
using Gateway.Tests.Documents;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Telemetry;

/// <summary>A gateway that was used in every way says in its metrics what is written down, and the page for operators knows every instrument.</summary>
[Collection<RealPeers>]
public sealed partial class MetricLabelsTests(Peers peers)
{
    private const string Toolbox = MadeModules.Toolbox;
    private const int MostRounds = 30;

    /// <summary>What takes a bad day of its own; their tests count them, and <see cref="Counted"/> looks at their labels.</summary>
    private static readonly string[] OfBadDays =
    [
        "gateway.upstream.hedges", "gateway.upstream.resumed", "gateway.upstream.broken", "gateway.upstream.aborted", "gateway.discovery.up", "gateway.discovery.destinations",
        "gateway.discovery.changes", "gateway.discovery.skipped", "gateway.exchange.requests", "gateway.redis.frames_refused", "gateway.redis.tier_faults", "gateway.audit.lost",
        "gateway.audit.refused", "gateway.limits.connections_refused", "gateway.limits.cut_off", "gateway.edge.proxy_headers_refused", "gateway.access.certificates_ended", "gateway.warm.requests",
        "gateway.redis.changes",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_label_of_a_gateway_that_was_used_in_every_way_has_a_word_that_is_written_down()
    {
        await using var day = await Day.BeginAsync(peers);
        var wanted = MetricLabels.All.Keys.Except(OfBadDays).ToHashSet();
        IReadOnlyList<Sample> samples = [];

        for (var round = 0; round < MostRounds && !wanted.IsSubsetOf(samples.Select(sample => sample.Instrument!)); round++)
        {
            await day.LiveAsync();
            samples = await day.SamplesAsync();
        }

        wanted.Except(samples.Select(sample => sample.Instrument!)).Should().BeEmpty("all of it was used");
        samples.Should().OnlyContain(sample => sample.Instrument != null, "what the gateway measures is known");
        samples.Select(sample => MetricLabels.FindFault(sample.Instrument!, sample.Labels)).OfType<string>().Should().BeEmpty();
        var names = day.Names;
        samples.SelectMany(sample => MetricLabels.All[sample.Instrument!].Where(label => label.Words is null).Select(label => sample.Labels[label.Name]))
            .Distinct().Should().BeSubsetOf(names, "all that is no word is a name out of the settings");
    }

    [Fact]
    public async Task The_instruments_are_those_of_the_page_for_operators_with_their_labels()
    {
        await using var day = await Day.BeginAsync(peers);
        var rows = DocumentedRow().Matches(Repository.Read("docs/operations.md"))
            .SelectMany(row => Code().Matches(row.Groups[1].Value).Select(name => (Name: name.Groups[1].Value, Labels: Code().Matches(row.Groups[2].Value).Select(label => label.Groups[1].Value))))
            .ToDictionary(row => row.Name, row => string.Join(", ", row.Labels));

        rows.Should().BeEquivalentTo(MetricLabels.All.ToDictionary(known => known.Key, known => string.Join(", ", known.Value.Select(label => label.Name))));
        day.Instruments.Should().BeEquivalentTo(MetricLabels.All.Keys);
    }

    private static EndToEnd.ModuleVersion Vulnerable => new(Toolbox, "v1.0.0");

    [GeneratedRegex(@"^\| ((?:`gateway\.[a-z_.]+`(?:, )?)+) \|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex DocumentedRow();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("""^(gateway_\w+?)(?:\{(.*)\})? \S+$""", RegexOptions.Multiline)]
    private static partial Regex SampleLine();

    [GeneratedRegex(@"(\w+)=""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();

    /// <summary>A number of <c>/metrics</c>.</summary>
    private sealed record Sample(string? Instrument, IReadOnlyDictionary<string, string> Labels);

    /// <summary>Everything that can be set, set, and used.</summary>
    private sealed class Day : IAsyncDisposable
    {
        private readonly AuditBed _audit = new();
        private readonly FeedFolder _feed = new FeedFolder().Publish("GO-2024-0001", Toolbox, "1.1.0");
        private readonly CertificateBed _certificates = new();
        private readonly string _token = StaticToken.Create();
        private readonly MeterListener _listener = new();
        private readonly List<Instrument> _published = [];
        private RedisServer _redis = null!;
        private FakeIssuer _issuer = null!;
        private Validator _webhook = null!;
        private Origin _mirror = null!;
        private ChecksumBed _bed = null!;
        private int _round;

        /// <summary>The instruments that its gateway has.</summary>
        public IEnumerable<string> Instruments
        {
            get
            {
                var scope = _bed.Gateway.App.Services.GetService(typeof(IMeterFactory));
                return _published.Where(instrument => instrument.Meter.Scope == scope && instrument.Meter.Name.StartsWith("Gateway.", StringComparison.Ordinal)).Select(instrument => instrument.Name);
            }
        }

        /// <summary>The names in its settings, and what is fixed in a program.</summary>
        public IEnumerable<string> Names =>
        [
            "", "bad", "good", "sum", "mirror", "d1", "route1", ChecksumDatabase.Name, "Plain", "Edge", "Ops", "go", "vulnerable", "licensed", "warned", "hook", "default", "private", _issuer.Authority,
            Gateway.Telemetry.TelemetrySetup.Version, System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
        ];

        public static async Task<Day> BeginAsync(Peers peers)
        {
            var day = new Day();
            day._listener.InstrumentPublished = (instrument, _) =>
            {
                lock (day._published)
                {
                    day._published.Add(instrument);
                }
            };
            day._listener.Start();
            day._redis = await RedisServer.StartAsync(Cancellation);
            day._issuer = await FakeIssuer.StartAsync();
            day._webhook = await Validator.StartAsync();
            day._mirror = await Origin.StartAsync(new OriginOptions { Name = "mirror", Library = LabModules.Public() });
            day._bed = await ChecksumBed.StartAsync(peers, "Enforce", "bad, good", day.Settings);
            return day;
        }

        public async Task LiveAsync()
        {
            var round = _round++;
            await FetchAsync(round);
            await FailAsync(round);
            await ShowAsync();
            await OperateAsync();
        }

        /// <summary>Reads the metrics as Prometheus does.</summary>
        public async Task<IReadOnlyList<Sample>> SamplesAsync()
        {
            var text = await _bed.Ops.GetStringAsync("metrics", Cancellation);
            var names = MetricLabels.All.Keys.ToDictionary(name => name.Replace('.', '_'));
            return [.. SampleLine().Matches(text).Select(line =>
            {
                var name = line.Groups[1].Value;
                var labels = Label().Matches(line.Groups[2].Value).Where(label => label.Groups[1].Value != "le").ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value);
                // The longest name that it begins with: the rest is unit and kind.
                return new Sample(names.Keys.Where(known => name == known || name.StartsWith(known + "_", StringComparison.Ordinal)).MaxBy(known => known.Length) is { } found ? names[found] : null, labels);
            })];
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _bed.DisposeAsync();
            await _mirror.DisposeAsync();
            await _webhook.DisposeAsync();
            await _issuer.DisposeAsync();
            await _redis.DisposeAsync();
            await _certificates.DisposeAsync();
            _feed.Dispose();
            _audit.Dispose();
        }

        private LabSettings Settings(LabSettings settings)
        {
            _audit.Record(settings).AsShipped().Secret("Tokens:StaticFile", $"{new StaticTokenLine { Id = StaticToken.IdOf(_token), Name = "ann", Groups = [], Salt = new byte[16], Hash = StaticToken.Hash(_token, new byte[16]) }}\n")
                .Cluster(_mirror).Set("Mirroring:mirror", new JsonObject { ["Cluster"] = "mirror", ["Compare"] = true, ["Timeout"] = "00:00:01" })
                .Set("Tokens:Issuers", _issuer.Settings()).Set("Caching:Redis:Connection", _redis.Address).Set("Caching:MutableLifetime", "00:00:01")
                .Set("Advisories:go", new JsonObject { ["Source"] = _feed.Path })
                .Set("Limits:Failures", new JsonObject { ["Free"] = 1, ["FirstDelay"] = "00:00:00.05", ["LongestDelay"] = "00:00:01" }).Set("Limits:MaximumWait", "00:00:00.2")
                .Set("Listeners:Edge", new JsonObject { ["Url"] = "https://127.0.0.1:0", ["Certificate"] = _certificates.PathOf("server.pem"), ["Key"] = _certificates.PathOf("server.key") })
                .Set("ClientCertificates:Authorities", _certificates.PathOf("clients.pem"))
                .Set("Access:Rules", JsonNode.Parse($$"""
                    [ { "Id": "vulnerable", "Effect": "Deny", "Modules": [ "{{Toolbox}}" ], "Advisories": { "Feed": "go" } },
                      { "Id": "licensed", "Effect": "Deny", "Modules": [ "{{Toolbox}}" ], "Licenses": { "Deny": [ "AGPL-*" ] } },
                      { "Id": "hook", "Effect": "Allow", "Modules": [ "example.org/legacy" ], "Webhook": { "Url": "{{_webhook.Url}}" } } ]
                    """));
            return settings;
        }

        /// <summary>A hit, a miss, a list with rubbish, something vulnerable, something tampered with, something private, something that is not there, twice as go asks.</summary>
        private async Task FetchAsync(int round)
        {
            _bed.Bad.Change = static (path, body) => path.EndsWith("/list", StringComparison.Ordinal) ? [.. body, .. "rubbish\n"u8] : body;
            foreach (var path in new[]
            {
                $"/{Toolbox}/@v/list", $"/{Toolbox}/@v/list", ChecksumBed.PathOf(new(Toolbox, "v1.1.0"), "mod"), ChecksumBed.PathOf(new(Toolbox, "v1.1.0"), "mod"), ChecksumBed.PathOf(Vulnerable, "zip"), ChecksumBed.PathOf(new(Toolbox, "v1.1.0"), "zip"),
                ChecksumBed.PathOf(MadeModules.Tampered, "zip"), ChecksumBed.PathOf(MadeModules.Private, "mod"), ChecksumBed.PathOf(MadeModules.Legacy, "zip"), $"/{Toolbox}/@v/v9.{round}.0.info",
            })
            {
                await _bed.GetAsync(path);
            }

            using var go = new PlainClient(_bed.Gateway.AddressOf("Plain"));
            await go.SendAsync($"/{Toolbox}/@v/v9.{round}.1.info");
            await go.SendAsync($"/{Toolbox}/@v/v9.{round}.1.info");
        }

        /// <summary>One cluster fails, then all of them and the checksum database; then everything is well again.</summary>
        private async Task FailAsync(int round)
        {
            var (well, database) = (_bed.Bad.Target, _bed.Database.Target);
            _bed.Bad.Target = new Uri("http://127.0.0.1:1/");
            await _bed.GetAsync($"/{Toolbox}/@v/v8.{round}.0.info");
            (await SendAsync(HttpMethod.Put, "api/drains/good")).Should().Be(200);
            await _bed.GetAsync($"/{Toolbox}/@v/v8.{round}.1.info");
            await _bed.GetAsync($"/{Toolbox}/@v/list");
            (await SendAsync(HttpMethod.Delete, "api/drains/good")).Should().Be(200);
            _bed.Bad.Target = well;
            _bed.Database.Target = new Uri("http://127.0.0.1:1/");
            await _bed.GetAsync(ChecksumBed.PathOf(MadeModules.UpperCase, "mod"));
            _bed.Database.Target = database;
        }

        /// <summary>Right and wrong tokens, and certificates.</summary>
        private async Task ShowAsync()
        {
            foreach (var token in new[] { _token, _issuer.Issue(), StaticToken.Create(), StaticToken.Create(), StaticToken.Create(), StaticToken.Create(), StaticToken.Create(), StaticToken.Create() })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/{Toolbox}/@v/list");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                using var answer = await _bed.Gateway.Client.SendAsync(request, Cancellation);
            }

            using var certificate = _certificates.Clients.IssueClient("ci.corp.example");
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = _certificates.Tls(certificate) }) { BaseAddress = _bed.Gateway.AddressOf("Edge") };
            using var shown = await client.GetAsync($"/{Toolbox}/@v/list", Cancellation);
        }

        private async Task OperateAsync()
        {
            (await SendAsync(HttpMethod.Delete, "api/cache/example.org/legacy")).Should().Be(200);
            var settings = await File.ReadAllTextAsync(_bed.Gateway.SettingsFile, Cancellation);
            (await _bed.Gateway.ReloadAsync("{")).Should().BeFalse();
            (await _bed.Gateway.ReloadAsync(settings)).Should().BeTrue();
        }

        private async Task<int> SendAsync(HttpMethod method, string path)
        {
            using var request = new HttpRequestMessage(method, path) { Content = new StringContent("", null, "application/json") };
            request.Headers.Add("X-Gateway", "1");
            using var answer = await _bed.Ops.SendAsync(request, Cancellation);
            return (int)answer.StatusCode;
        }
    }
}
