using Gateway.Lab.Modules;

namespace Gateway.Lab.Demo;

/// <summary>What a person reads first: what is up, what to paste, and how to break it.</summary>
internal static class WelcomeScreen
{
    public static string Of(Landscape landscape, Uri control) => $"""
        The lab is up, on this machine alone and without any network:

          gateway  {landscape.Gateway.GoProxy}  (health: {landscape.Gateway.AddressOf("Ops")}health/ready)
          nexus    {landscape.Nexus.Address}  corp.example/...: private, asks for credentials
          athens   {landscape.Athens.Address}  example.org/...: public modules
          golang   {landscape.Golang.Address}  the same and more; zips above 16 kB are at
          blobs    {landscape.Blobs.Address}

        For corp.example the gateway asks nexus alone, for everything else nexus, athens and golang in this order. Its cache
        is off, so that every fetch shows who answers.

        Paste into another terminal:

          cd "$(mktemp -d)" && go mod init demo
          export GOPROXY={landscape.Gateway.GoProxy} GONOSUMDB='*' GOFLAGS='-mod=mod -modcacherw' GOMODCACHE="$PWD/modules"
          go get {LabModules.Shop}@latest corp.example/billing@latest

        Break something, fetch it all again, and see who answered:

          curl -X POST {control}athens/down
          go clean -modcache && go mod download
          curl -X POST {control}golang/requests

        Commands are posted like this or typed here: nexus down, athens silence, golang slow, nexus 403 example.org/text,
        heal, status, help, quit. The gateway's warnings, such as "fallback to", appear below.


        """;
}
