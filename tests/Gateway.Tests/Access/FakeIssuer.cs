using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Lab.Origins;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Access;

/// <summary>An issuer whose tokens can be wrong in every way: discovery and keys over loopback, tokens made by hand.</summary>
internal sealed class FakeIssuer : IAsyncDisposable
{
    public const string Audience = "gateway";

    private readonly TimeProvider _time;
    private readonly OriginServer _server;
    private readonly string _scheme;
    private int _asked;

    private FakeIssuer(TimeProvider time, X509Certificate2? certificate)
    {
        _time = time;
        _server = new OriginServer(new OriginOptions { Name = "issuer", Certificate = certificate }, ServeAsync);
        _scheme = certificate is null ? "http" : "https";
    }

    /// <summary>What it answers with instead of its keys; null to answer rightly.</summary>
    public Func<HttpContext, Task>? Trouble { get; set; }

    /// <summary>The keys it names, by their names.</summary>
    public Dictionary<string, AsymmetricAlgorithm> Keys { get; } = new() { ["ec"] = ECDsa.Create(ECCurve.NamedCurves.nistP256), ["rsa"] = RSA.Create(2048) };

    /// <summary>What it says it is called; null for the truth.</summary>
    public string? CallsItself { get; set; }

    public string Authority => $"{_scheme}://{_server.EndPoint}";

    /// <summary>How often it was asked for its keys.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public static async Task<FakeIssuer> StartAsync(TimeProvider? time = null, X509Certificate2? certificate = null)
    {
        var issuer = new FakeIssuer(time ?? TimeProvider.System, certificate);
        await issuer._server.StartAsync();
        return issuer;
    }

    /// <summary>What <c>Tokens:Issuers</c> says of it.</summary>
    public JsonArray Settings(object? more = null)
    {
        var item = more is null ? new JsonObject() : JsonSerializer.SerializeToNode(more)!.AsObject();
        item[nameof(Authority)] ??= Authority;
        item["Audiences"] ??= new JsonArray(Audience);
        return [item];
    }

    public Task StopAsync() => _server.StopAsync();

    public Task StartAgainAsync() => _server.StartAsync();

    /// <summary>Signs with another key of the name from now on; the old one is forgotten.</summary>
    public void Rotate(string from, string to)
    {
        Keys.Remove(from);
        Keys[to] = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    }

    /// <summary>A token; claims and header can be changed, or taken away by a null.</summary>
    public string Issue(object? claims = null, object? header = null, string key = "ec", string algorithm = "ES256") =>
        Sign(Merged(Header(key, algorithm), header), Merged(Claims(), claims), key, algorithm);

    /// <summary>A token of any header and claims, as texts.</summary>
    public string Sign(string header, string claims, string key = "ec", string algorithm = "ES256")
    {
        var text = $"{Encode(header)}.{Encode(claims)}";
        var bytes = Encoding.ASCII.GetBytes(text);
        var hash = new HashAlgorithmName($"SHA{algorithm[2..]}");
        var signature = Keys[key] switch
        {
            ECDsa ec => ec.SignData(bytes, hash),
            RSA rsa => rsa.SignData(bytes, hash, algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            _ => throw new InvalidOperationException("No such key."),
        };
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    public static string Header(string key = "ec", string algorithm = "ES256") => new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = key }.ToJsonString();

    public string Claims() => new JsonObject
    {
        ["iss"] = Authority,
        ["aud"] = Audience,
        ["sub"] = "alice",
        ["groups"] = new JsonArray("dev", "corp"),
        ["iat"] = Seconds(),
        ["exp"] = Seconds(TimeSpan.FromHours(1)),
    }.ToJsonString();

    /// <summary>A time as claims have it.</summary>
    public long Seconds(TimeSpan fromNow = default) => (_time.GetUtcNow() + fromNow).ToUnixTimeSeconds();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        foreach (var key in Keys.Values)
        {
            key.Dispose();
        }
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Merged(string json, object? changes)
    {
        var node = JsonNode.Parse(json)!.AsObject();
        foreach (var (name, value) in changes is null ? [] : JsonSerializer.SerializeToNode(changes)!.AsObject())
        {
            node.Remove(name);
            if (value is not null)
            {
                node[name] = value.DeepClone();
            }
        }

        return node.ToJsonString();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (Trouble is { } trouble)
        {
            await trouble(context);
        }
        else if (context.Request.Path == "/.well-known/openid-configuration")
        {
            await context.Response.WriteAsJsonAsync(new { issuer = CallsItself ?? Authority, jwks_uri = $"{Authority}/keys" });
        }
        else
        {
            Interlocked.Increment(ref _asked);
            await context.Response.WriteAsJsonAsync(new { keys = Keys.Select(key => Jwk(key.Key, key.Value)) });
        }
    }

    private static object Jwk(string name, AsymmetricAlgorithm key)
    {
        if (key is RSA rsa)
        {
            var shape = rsa.ExportParameters(false);
            return new { kty = "RSA", use = "sig", kid = name, n = Base64Url.EncodeToString(shape.Modulus), e = Base64Url.EncodeToString(shape.Exponent) };
        }

        var point = ((ECDsa)key).ExportParameters(false);
        var curve = point.Q.X!.Length switch { 32 => "P-256", 48 => "P-384", _ => "P-521" };
        return new { kty = "EC", use = "sig", kid = name, crv = curve, x = Base64Url.EncodeToString(point.Q.X), y = Base64Url.EncodeToString(point.Q.Y) };
    }
}
