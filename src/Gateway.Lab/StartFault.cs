using Gateway.Settings;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Lab;

/// <summary>Says why the lab could not start, for the one who started it.</summary>
internal static class StartFault
{
    /// <summary>The sentences; none for what is a fault of the lab itself.</summary>
    public static IReadOnlyList<string> Sentences(Exception cause, LabArguments arguments) => cause switch
    {
        SettingsException wrong => wrong.Faults,
        IOException { InnerException: AddressInUseException } => [$"{cause.Message} {Remedy(cause.Message, arguments)}"],
        IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException => [cause.Message],
        _ => [],
    };

    private static string Remedy(string message, LabArguments arguments) =>
        $"Stop what listens there, or choose another port with {arguments.FindOption(message) ?? "--port="}PORT.";
}
