using Gateway;
using Gateway.Settings;

try
{
    await using var app = GatewayApp.Build(args);
    await app.RunAsync();
    return ExitCode.Right;
}
catch (SettingsException wrong)
{
    foreach (var fault in wrong.Faults)
    {
        await Console.Error.WriteLineAsync($"gateway: {fault}");
    }

    return ExitCode.Wrong;
}
catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console.Error.WriteLineAsync($"gateway: {taken.Message} Another process listens there; change Listeners or stop it.");
    return ExitCode.Wrong;
}
