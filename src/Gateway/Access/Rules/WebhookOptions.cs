using System.ComponentModel.DataAnnotations;

namespace Gateway.Access.Rules;

/// <summary>
/// Somebody who is asked about versions, as Athens asks its validator: <c>POST {"Module":"…","Version":"…"}</c>, 200 is yes, 403 is no
/// and its body the reason. Section <c>Webhook</c> of a rule.
/// </summary>
internal sealed class WebhookOptions
{
    /// <summary>The address that is asked. Default none: nobody is asked.</summary>
    public string Url { get; init; } = "";

    /// <summary>The longest to wait. Default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long what it said is believed. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What holds when it does not answer. Default <c>Deny</c>.</summary>
    public WebhookFailure OnFailure { get; init; }

    /// <summary>Whether it may hear the names of private modules, over https or on this machine only. Without it they are refused. Default false.</summary>
    public bool HearsPrivateModules { get; init; }
}
