namespace Gateway.Commands;

/// <summary>A command line that cannot be understood; the message is the sentence to print above the usage.</summary>
internal sealed class UsageException(string message) : Exception(message);
