using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Gateway.Tests.Documents;

/// <summary>What stands at the gateway's properties, as plain text.</summary>
internal static partial class XmlDocumentation
{
    private static readonly Lazy<IReadOnlyDictionary<string, XElement>> Summaries = new(() =>
        XDocument.Load(Path.ChangeExtension(typeof(Gateway.Settings.GatewaySettings).Assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Element("summary") is not null).ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!));

    public static string SummaryOf(PropertyInfo property) =>
        Summaries.Value.TryGetValue($"P:{property.DeclaringType!.FullName}.{property.Name}", out var summary) ? Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim() : "";

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => (see.Attribute("cref") ?? see.FirstAttribute)!.Value.Split('.')[^1],
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
