using Gateway.Caching;
using Gateway.Edge;

namespace Gateway.PassThrough;

/// <summary>After an upload or a removal that a cluster took: what is kept of the module's versions holds no more, here and on every other gateway.</summary>
internal sealed class UploadPurge(Purges purges, ILogger<UploadPurge> logger)
{
    /// <summary>Purges what a change made old. Before its answer is sent, so that who is told of a new version can fetch it.</summary>
    public async ValueTask ChangedAsync(HttpContext context, int status)
    {
        var path = context.Request.Path.Value ?? "";
        if (status is < 200 or > 299 || HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var isTold = false;
        foreach (var module in UploadedModule.Find(path))
        {
            isTold = true;
            await purges.ForgetAsync(CacheTags.Changing(module.Module));
            if (module.Version.Length > 0)
            {
                await purges.ForgetAsync(CacheTags.Version(module.Module, module.Version));
            }

            logger.Changed(context.Request.Method, ErrorText.Describe(module), RequestId.Of(context));
        }

        if (!isTold)
        {
            logger.ChangedSomething(context.Request.Method, path, RequestId.Of(context));
        }
    }
}
