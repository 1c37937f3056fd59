using Gateway.Caching;

namespace Gateway.Ops.Views;

/// <summary>Shows what memory holds by size: <c>GET /api/cache</c>, of one module <c>?module=example.org/hello</c>, of those that contain a text <c>?search=hello</c>.</summary>
internal sealed class ContentsEndpoint(MemoryTier memory, IServiceProvider services)
{
    private const int Most = 200;

    public Task HandleAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => Look($"{context.Request.Query["module"]}", $"{context.Request.Query["search"]}"));

    /// <summary>Whether Redis is used: <c>none</c> where there is none.</summary>
    public string Redis => services.GetService<RedisLink>() is { } link ? link.IsUsed ? "used" : "away" : "none";

    private ContentsAnswer Look(string module, string search)
    {
        var modules = new Dictionary<string, (int Answers, long Bytes)>(StringComparer.Ordinal);
        var kept = new List<KeptAnswer>();
        foreach (var (key, entry, cost) in memory.Contents)
        {
            // Checksum records and tiles belong to their database.
            var name = CacheTags.ModuleOf(entry.Tags) ?? CacheTags.DatabaseOf(entry.Tags) ?? key;
            if (search.Length > 0 && !name.Contains(search, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var (answers, bytes) = modules.GetValueOrDefault(name);
            modules[name] = (answers + 1, bytes + cost);
            if (name == module && KeptAnswer.Of(key, entry, cost) is { } answer)
            {
                kept.Add(answer);
            }
        }

        return new ContentsAnswer(
            memory.Bytes,
            memory.Bound,
            memory.Count,
            memory.Evictions,
            Redis,
            [.. modules.Select(one => new ModuleContents(one.Key, one.Value.Answers, one.Value.Bytes)).OrderByDescending(one => one.Bytes).Take(Most)],
            [.. kept.OrderByDescending(answer => answer.Bytes).Take(Most)]);
    }
}
