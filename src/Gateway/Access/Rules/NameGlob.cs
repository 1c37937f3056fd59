namespace Gateway.Access.Rules;

/// <summary>A name with <c>*</c> for any run of characters, also none and also over slashes. Everything else stands for itself.</summary>
internal sealed class NameGlob(string pattern, StringComparison comparison = StringComparison.Ordinal)
{
    private readonly string[] _parts = pattern.Split('*');

    /// <summary>Whether the whole name is one of those meant.</summary>
    public bool Matches(string name)
    {
        if (_parts.Length == 1)
        {
            return name.Equals(_parts[0], comparison);
        }

        if (!name.StartsWith(_parts[0], comparison))
        {
            return false;
        }

        // Each part at its first place: a later one could only leave less for the parts that follow.
        var at = _parts[0].Length;
        for (var index = 1; index < _parts.Length - 1; index++)
        {
            var found = name.IndexOf(_parts[index], at, comparison);
            if (found < 0)
            {
                return false;
            }

            at = found + _parts[index].Length;
        }

        return name.Length - at >= _parts[^1].Length && name.EndsWith(_parts[^1], comparison);
    }
}
