namespace Gateway.Limits;

/// <summary>What a request holds of an account until its answer is through.</summary>
internal sealed class Turn(Account account) : IDisposable
{
    private int _places;

    /// <summary>It has one of so many places in the account's line.</summary>
    public void Took(int places) => _places = places;

    public void Dispose()
    {
        if (_places > 0)
        {
            account.Line.Leave(_places);
        }

        account.Release();
    }
}
