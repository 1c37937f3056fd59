using Gateway.Commands;

// .NET looks for certificate stores below the user's home and gives TLS up altogether where it finds none: without HOME, for a user whom no
// list of users has. Engines for containers and systemd call the root the home of such a user.
if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HOME")))
{
    Environment.SetEnvironmentVariable("HOME", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify));
}

return await CommandLine.RunAsync(args, new Terminal(Console.In, Console.Out, Console.Error));
