namespace Gateway.Caching;

/// <summary>What a flight brings when there is no value and none was to be made.</summary>
internal sealed class TieredNothing
{
    public static readonly TieredNothing Instance = new();

    private TieredNothing()
    {
    }
}
