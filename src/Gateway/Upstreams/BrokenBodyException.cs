namespace Gateway.Upstreams;

/// <summary>A body broke off and could not be taken up again; what was sent of it must not look whole.</summary>
internal sealed class BrokenBodyException(string message, Exception? cause = null) : IOException(message, cause);
