using Gateway.Lab.Demo;

namespace Gateway.Lab.Tours;

/// <summary>Asks the gateway as the go command would, and looks at the origins to see who was asked in turn.</summary>
internal sealed class TourClient(Landscape landscape)
{
    public async Task<Sight> GetAsync(string path, CancellationToken cancellation)
    {
        var before = landscape.Origins.ToDictionary(static origin => origin, static origin => origin.Requests.Count);
        using var response = await AskAsync(path, cancellation);
        var (body, isWhole) = response is null ? ([], false) : await ReadAsync(response, cancellation);
        var asked = landscape.Origins
            .SelectMany(origin => origin.Requests.Skip(before[origin]).Select(request => (Origin: origin, Request: request)))
            // Not the question by which the gateway tells refused credentials from a verdict.
            .Where(asked => asked.Request.Path.EndsWith(path, StringComparison.Ordinal))
            .ToList();
        foreach (var (_, request) in asked)
        {
            // Its status is known once the origin is done, which may be a moment after the client is.
            await request.Over.WaitAsync(cancellation);
        }

        return new Sight(path, (int?)response?.StatusCode ?? 0, body, response?.Content.Headers.ContentLength, isWhole, asked);
    }

    /// <summary>The headers of the answer; null when the connection was cut before they came.</summary>
    private async Task<HttpResponseMessage?> AskAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await landscape.Gateway.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<(byte[] Body, bool IsWhole)> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        try
        {
            await response.Content.CopyToAsync(body, cancellation);
            return (body.ToArray(), true);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return (body.ToArray(), false);
        }
    }
}
