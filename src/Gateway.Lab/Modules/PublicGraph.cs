namespace Gateway.Lab.Modules;

/// <summary>What <c>example.org/shop</c> stands on: each line names a module and what it requires.</summary>
internal static class PublicGraph
{
    private static readonly string[] Lines =
    [
        "clock",
        "currency",
        "id",
        "log",
        "retry clock",
        "trace clock id log",
        "config log",
        "crypto id",
        "mail log retry",
        "price currency",
        "discount price",
        "tax currency price",
        "stock id log",
        "customer id crypto",
        "session crypto clock",
        "search log retry",
        "template log",
        "cart price stock customer",
        "ledger currency trace",
        "payment crypto ledger retry",
        "invoice ledger mail tax template",
        "shipping stock trace",
        "order cart invoice payment shipping",
        "shop config discount order search session",
    ];

    public static IEnumerable<LabModule> Modules =>
        Lines.Select(static line => line.Split(' ')).Select(static names => new LabModule
        {
            Path = Path(names[0]),
            Version = "v1.0.0",
            Requires = [.. names.Skip(1).Select(static name => $"{Path(name)}@v1.0.0"), .. Extra(names[0])],
            Repository = $"https://git.{Path(names[0])}",
        });

    private static string Path(string name) => $"example.org/{name}";

    private static string[] Extra(string name) => name switch
    {
        "shop" => ["example.org/hello@v1.2.0", "example.org/legacy@v2.0.0+incompatible"],
        "stock" => ["example.org/Azure/Storage@v1.2.0"],
        _ => [],
    };
}
