using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Access.Tokens;

/// <summary>One line of the file of static tokens, an object of JSON. It holds no secret.</summary>
internal sealed record StaticTokenLine
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    /// <summary>The letters that the token is found by.</summary>
    public string Id { get; init; } = "";

    /// <summary>Whom it names, in logs and rules.</summary>
    public string Name { get; init; } = "";

    /// <summary>The groups of its bearer.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>What is hashed before the token; at least 16 random bytes.</summary>
    public byte[] Salt { get; init; } = [];

    /// <summary>SHA-256 of salt and token.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>Reads a line; null when it is none.</summary>
    public static StaticTokenLine? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<StaticTokenLine>(text, Format) is
            { Id.Length: StaticToken.IdLength, Salt.Length: >= 16, Hash.Length: 32, Groups: not null } line && Claim.IsName(line.Name) && line.Groups.All(Claim.IsName)
                ? line
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this, Format);
}
