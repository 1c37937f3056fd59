using System.ComponentModel;
using System.Globalization;

namespace Gateway.Settings;

/// <summary>Reads single values: text, whole numbers, yes or no, durations and words out of a fixed set.</summary>
internal static class SettingsText
{
    public static bool TryParse(string text, Type type, out object? value)
    {
        value = null;
        if (type == typeof(string))
        {
            value = text;
        }
        else if (type == typeof(bool) && bool.TryParse(text, out var flag))
        {
            value = flag;
        }
        else if (type == typeof(int) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            value = number;
        }
        else if (type == typeof(double) && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share))
        {
            value = share;
        }
        // A bare number would be read as days, which nobody means.
        else if (type == typeof(TimeSpan) && text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration))
        {
            value = duration;
        }
        else if (type.IsEnum && Enum.GetNames(type).Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            value = Enum.Parse(type, text, ignoreCase: true);
        }

        return value is not null;
    }

    /// <summary>What may stand where a value of the type is needed, in words.</summary>
    public static string Allowed(Type type) =>
        type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : type == typeof(bool) ? "true or false"
        : type == typeof(int) ? "a whole number"
        : type == typeof(double) ? "a number such as 0.5"
        : type == typeof(TimeSpan) ? "a duration such as 00:00:30 (hours:minutes:seconds)"
        : type == typeof(string) ? "text"
        : throw new InvalidEnumArgumentException($"No setting is a {type.Name}.");
}
