using System.Text;

namespace Gateway.Tests.Access;

/// <summary>Thousands of tokens that are almost right, and headers that are almost any: never let in, never our fault.</summary>
public sealed class TokenMutationTests : IAsyncLifetime
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ {}\"";

    private FakeIssuer _issuer = null!;
    private TokenBed _bed = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await FakeIssuer.StartAsync();
        _bed = await TokenBed.StartAsync(_issuer.Settings(new { RefreshGap = "01:00:00" }));
    }

    public async ValueTask DisposeAsync()
    {
        await _bed.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task No_mutation_of_a_good_token_is_good()
    {
        var random = new Random(20260102);
        var good = new[] { _issuer.Issue(), _issuer.Issue(key: "rsa", algorithm: "RS256"), _issuer.Issue(new { sub = "bob" }) };
        foreach (var token in good)
        {
            (await _bed.BearerAsync(token)).IsLetIn.Should().BeTrue();
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, 8000).Select(_ => Mutate(good, random)).ToList(), async (token, _) =>
        {
            var reply = random.Next(2) == 0 ? await _bed.GetAsync($"Bearer {token}", "/") : await _bed.BasicAsync("go", token);
            reply.Status.Should().Be(401, token);
        });
    }

    [Fact]
    public async Task No_claims_of_any_shape_are_our_fault()
    {
        var random = new Random(7);
        string[] values = ["null", "true", "0", "-1", "1e400", "1e-400", "99999999999999999999", "\"\"", "\"\\u0000\"", "\"\\ud83d\"", "[]", "[[[]]]", "{}", "[null,7,\"gateway\"]", "\"gateway\""];
        string[] names = ["iss", "aud", "sub", "exp", "nbf", "iat", "groups", "email", "cnf", "jti", ""];

        await Parallel.ForEachAsync(Enumerable.Range(0, 3000).ToList(), async (_, _) =>
        {
            string claims;
            lock (random)
            {
                var name = names[random.Next(names.Length)];
                var value = values[random.Next(values.Length)];
                claims = _issuer.Claims().Replace("\"iat\":", $"\"{name}\":{value},\"iat\":", StringComparison.Ordinal);
                claims = random.Next(3) == 0 ? claims.Replace($"\"{name}\":\"", $"\"old-{name}\":\"", StringComparison.Ordinal) : claims;
            }

            // Some of them are right; none may make us stumble.
            (await _bed.GetAsync($"Bearer {_issuer.Sign(FakeIssuer.Header(), claims)}", "/")).Status.Should().BeOneOf([200, 401], claims);
        });
    }

    [Fact]
    public async Task No_header_of_any_shape_is_let_in_or_our_fault()
    {
        var random = new Random(11);
        var headers = Enumerable.Range(0, 3000).Select(_ =>
        {
            var scheme = new[] { "Bearer", "Basic", "bearer", "BASIC", "Negotiate", "", "Bearer Basic", "Basic Bearer" }[random.Next(8)];
            var rest = new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => Letters[random.Next(Letters.Length)])]);
            var bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            return $"{scheme} {(random.Next(2) == 0 ? rest : Convert.ToBase64String(bytes))}";
        }).ToList();

        await Parallel.ForEachAsync(headers, async (header, _) => (await _bed.GetAsync(header, "/")).Status.Should().Be(401, header));
    }

    private static string Mutate(string[] good, Random random)
    {
        while (true)
        {
            var token = good[random.Next(good.Length)];
            var text = new StringBuilder(token);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(5))
                {
                    case 0:
                        text[at] = Letters[random.Next(Letters.Length)];
                        break;
                    case 1:
                        text.Insert(at, Letters[random.Next(Letters.Length)]);
                        break;
                    case 2:
                        text.Remove(at, Math.Min(text.Length - at - 1, random.Next(1, 5)));
                        break;
                    case 3:
                        (text[at], text[text.Length - 1]) = (text[^1], text[at]);
                        break;
                    default:
                        // Parts of different tokens.
                        var parts = text.ToString().Split('.');
                        parts[random.Next(parts.Length)] = good[random.Next(good.Length)].Split('.')[random.Next(3)];
                        text = new StringBuilder(string.Join('.', parts));
                        break;
                }
            }

            // White space around a token belongs to the header.
            if (!good.Contains(text.ToString().Trim()) && text.Length > 1)
            {
                return text.ToString();
            }
        }
    }
}
