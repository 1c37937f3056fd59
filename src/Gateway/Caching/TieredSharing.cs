using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Gateway.Caching;

/// <summary>Whether callers may be given the same instance.</summary>
internal static class TieredSharing<T>
{
    /// <summary>Nobody can change one: a text, plain bits, or a sealed type that promises it with <c>[ImmutableObject(true)]</c>.</summary>
    public static readonly bool IsSafe =
        typeof(T) == typeof(string)
        || (typeof(T).IsValueType && !RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        || ((typeof(T).IsSealed || typeof(T).IsValueType) && typeof(T).GetCustomAttribute<ImmutableObjectAttribute>() is { Immutable: true });
}
