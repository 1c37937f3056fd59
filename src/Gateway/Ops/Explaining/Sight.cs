using System.Text;
using Gateway.Edge;

namespace Gateway.Ops.Explaining;

/// <summary>Lets what answers real requests answer a supposed one, and reads what it has written.</summary>
internal sealed class Sight(HttpContext context)
{
    /// <summary>What the client would see of an answer; the line with the request's id, which no log knows, is left out.</summary>
    public async Task<Seen> OfAsync(Func<HttpContext, Task> answer)
    {
        await answer(context);
        // As the server would: what is small is sent when the answer is over.
        await context.Response.CompleteAsync();
        var text = Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()).Replace($"request {RequestId.Of(context)}\n", "", StringComparison.Ordinal);
        var isGood = context.Response.StatusCode == StatusCodes.Status200OK;
        return new Seen(context.Response.StatusCode, text.TrimEnd('\n'), isGood, isGood ? "answered by the gateway itself" : "refused");
    }
}
