namespace Gateway.Commands;

/// <summary>How commands ask a running gateway: directly, and never led elsewhere by an answer.</summary>
internal static class GatewayClient
{
    public static HttpClient Create(Uri address, TimeSpan timeout) =>
        new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address, Timeout = timeout };

    /// <summary>Why a gateway cannot be reached, without the address.</summary>
    public static string Describe(Exception failure) => failure is TaskCanceledException ? "no answer in time" : (failure.InnerException ?? failure).Message;

    /// <summary>Status and first line of a refusal.</summary>
    public static async Task<string> DescribeAsync(HttpResponseMessage refusal, CancellationToken cancellation)
    {
        using var body = new StreamReader(await refusal.Content.ReadAsStreamAsync(cancellation));
        var beginning = new char[256];
        var length = await body.ReadBlockAsync(beginning, cancellation);
        var line = new string(beginning, 0, length).Split('\n')[0].Trim();
        return $"{(int)refusal.StatusCode} {(line.Length > 0 ? line : refusal.ReasonPhrase)}".TrimEnd();
    }
}
