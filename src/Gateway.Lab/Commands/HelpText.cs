using Gateway.Lab.Origins.Faults;

namespace Gateway.Lab.Commands;

/// <summary>The whole grammar, for people.</summary>
internal static class HelpText
{
    public static string Commands { get; } = $"""
        ORIGIN is nexus, athens, golang or blobs.

          ORIGIN down                stop it: its port refuses connections
          ORIGIN up                  start it again
          ORIGIN FAULT               break every answer of it
          ORIGIN FAULT MODULE        break its answers about one module: nexus 403 example.org/text is a firewall's verdict
          ORIGIN heal                no faults any more, and up
          ORIGIN QUIRK on|off        switch a known habit
          ORIGIN publish MODULE@VERSION   give it a new module; negativecache hides what was missing before
          ORIGIN requests            the last ten it was asked, and what it answered
          heal                       every origin up and without faults; quirks stay
          status, help, quit

        FAULT is {string.Join(' ', Fault.All)}
        QUIRK is {string.Join(' ', OriginCommands.Quirks.Keys)}
        """;
}
