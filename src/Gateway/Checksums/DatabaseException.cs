namespace Gateway.Checksums;

/// <summary>A checksum database cannot be asked, or what it says does not hold.</summary>
/// <param name="words">What is wrong, as the end of "DATABASE …".</param>
/// <param name="isDishonest">Whether it said what is not so; else it did not say anything.</param>
internal sealed class DatabaseException(string words, bool isDishonest) : Exception(words)
{
    public bool IsDishonest => isDishonest;
}
