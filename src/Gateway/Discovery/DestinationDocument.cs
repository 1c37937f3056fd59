using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Discovery;

/// <summary>The value of a key in etcd: an address alone, or JSON that says more.</summary>
internal sealed record DestinationDocument
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        // A misspelt "down" would otherwise keep the destination in rotation without a word.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>The base address.</summary>
    public string Address { get; init; } = "";

    /// <summary>Its share of the requests. Default 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Whether it gets none at all.</summary>
    public bool Down { get; init; }

    /// <summary>Whether it gets some only when no other is left.</summary>
    public bool Backup { get; init; }

    /// <summary>Reads the value of a key.</summary>
    public static Named Read(string key, string name, string value)
    {
        if (value.Trim().Length == 0)
        {
            return Named.Wrong(key, "is empty");
        }

        if (!value.AsSpan().TrimStart().StartsWith("{"))
        {
            return Named.Of(key, name, value.Trim(), 1);
        }

        try
        {
            var document = JsonSerializer.Deserialize<DestinationDocument>(value, Strict)!;
            return Named.Of(key, name, document.Address ?? "", document.Weight, document.Down, document.Backup);
        }
        catch (JsonException)
        {
            return Named.Wrong(key, "is no JSON such as { \"address\": \"http://10.0.0.1:3000/\", \"weight\": 2, \"down\": false, \"backup\": false }");
        }
    }
}
