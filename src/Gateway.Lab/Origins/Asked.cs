namespace Gateway.Lab.Origins;

/// <summary>What of a module is asked for.</summary>
internal enum Asked
{
    List,
    Latest,
    Info,
    Mod,
    Zip,
}
