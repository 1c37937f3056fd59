using System.ComponentModel.DataAnnotations;
using GoModules;

namespace Gateway.Access.Rules;

/// <summary>One rule: whom and what it is about, and what it says. An item of <c>Access:Rules</c>. Inside a list one entry is enough; all lists must hold.</summary>
internal sealed class RuleOptions
{
    /// <summary>The name in refusals, logs and metrics. No default.</summary>
    public string Id { get; init; } = "";

    /// <summary>What it says. No default.</summary>
    public RuleEffect? Effect { get; init; }

    /// <summary>
    /// Who asks: <c>subject:</c>, <c>group:</c>, <c>san:</c> (a name in the certificate), <c>issuer:</c>, <c>listener:</c>, <c>host:</c>
    /// and <c>network:</c> with a value, the first four and the host with <c>*</c> for anything; <c>identified</c>, <c>anyone</c>. Default anyone.
    /// </summary>
    public IReadOnlyList<string> Who { get; init; } = [];

    /// <summary>The host names that are asked for, with <c>*</c> for anything: tenants have names of their own. Default all.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The networks that clients are in, such as <c>10.0.0.0/8</c>. Default all.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>The listeners that requests come in on. Default all.</summary>
    public IReadOnlyList<string> Listeners { get; init; } = [];

    /// <summary>The routes that requests take: those of <c>Modules:Routes</c> and of <c>ReverseProxy:Routes</c>. Default all.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>Patterns, as in GOPRIVATE, of modules. Default all modules, unless <see cref="Paths"/> are named.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Paths that are no Go requests, such as <c>/repository/go-hosted/*</c> for everything below. An <c>Allow</c> reaches no other. Default none.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>What may be done: <c>Read</c>, <c>Publish</c>. Default <c>Read</c> for an <c>Allow</c>, both for a <c>Deny</c>.</summary>
    public IReadOnlyList<RuleAction> Actions { get; init; } = [];

    /// <summary>What is asked for: <c>List</c>, <c>Latest</c>, <c>Info</c>, <c>Mod</c>, <c>Zip</c>, <c>ChecksumLookup</c>. A version is left out of lists by rules that take lists. Default all.</summary>
    public IReadOnlyList<GoRequestKind> Kinds { get; init; } = [];

    /// <summary>The versions it is about, such as <c>&gt;=v1.2.0 &lt;v1.4.2</c>. Default all.</summary>
    public string Versions { get; init; } = "";

    /// <summary>
    /// The age of versions: an <c>Allow</c> refuses those that are younger or of no known age, a <c>Deny</c> is about them alone.
    /// Default 00:00:00, no matter.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan MinimumAge { get; init; }

    /// <summary>A feed of the section <c>Advisories</c>: a version that it names as mended need not be of that age. Default none.</summary>
    public string FixesOf { get; init; } = "";

    /// <summary>Makes a <c>Deny</c> be about versions with known vulnerabilities alone.</summary>
    public RuleAdvisoriesOptions Advisories { get; init; } = new();

    /// <summary>Makes a <c>Deny</c> be about zips with some licences alone.</summary>
    public RuleLicensesOptions Licenses { get; init; } = new();

    /// <summary>Why, for the developer who is refused. One line. Default none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Who is asked about every version before an <c>Allow</c> gives it out.</summary>
    public WebhookOptions Webhook { get; init; } = new();

    /// <summary>Whether it is about licences.</summary>
    internal bool AsksLicense => Licenses.Allow.Count + Licenses.Deny.Count > 0;
}
