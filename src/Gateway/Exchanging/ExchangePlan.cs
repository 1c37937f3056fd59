using System.Text.Json;
using Gateway.Settings;

namespace Gateway.Exchanging;

/// <summary>An exchange as one reading of the settings sees it. No record: the secret must never end up in a log by way of <c>ToString</c>.</summary>
internal sealed class ExchangePlan
{
    private ExchangePlan(string cluster, TokenExchangeOptions options, string? secret, string? authorities)
    {
        (Cluster, Options, Secret, Authorities) = (cluster, options, secret, authorities);
        Text = $"{JsonSerializer.Serialize(options)}\n{secret}\n{authorities}";
    }

    /// <summary>The cluster that the new tokens are for.</summary>
    public string Cluster { get; }

    public TokenExchangeOptions Options { get; }

    /// <summary>The secret of the client; null for a public one.</summary>
    public string? Secret { get; }

    /// <summary>The PEM text of the certificate authorities; null when those of the caller's issuer hold.</summary>
    public string? Authorities { get; }

    /// <summary>Equal for two plans that say the same. Holds the secret.</summary>
    public string Text { get; }

    public static ExchangePlan Read(string cluster, TokenExchangeOptions options, SecretFiles files)
    {
        var key = $"Upstreams:{cluster}:TokenExchange";
        return new ExchangePlan(
            cluster, options, files.Find($"{key}:ClientSecret", options.ClientSecretFile, options.ClientSecretVariable), files.ReadAuthorities(key, options.Authorities));
    }
}
