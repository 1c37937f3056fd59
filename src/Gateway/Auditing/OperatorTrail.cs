using Gateway.Access;

namespace Gateway.Auditing;

/// <summary>Writes down what operators do; nothing where nothing is recorded.</summary>
internal sealed class OperatorTrail(AuditQueue queue, AuditingOptions options, AuditSecrets secrets, TimeProvider time)
{
    /// <param name="context">The request that did it.</param>
    /// <param name="action"><c>purge</c>, <c>drain</c>, <c>undrain</c>.</param>
    /// <param name="target">To what.</param>
    /// <param name="reason">Why, in the operator's words.</param>
    public void Add(HttpContext context, string action, string target, string reason = "")
    {
        if (!options.IsOn)
        {
            return;
        }

        queue.Add(new OperationEntry
        {
            Time = time.GetUtcNow(),
            Action = action,
            Target = target,
            Reason = reason,
            Client = context.Connection.RemoteIpAddress?.ToString(),
            Caller = new AuditedCaller(Caller.Of(context), secrets.Salt),
        });
    }
}
