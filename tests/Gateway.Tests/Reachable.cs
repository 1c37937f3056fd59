using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests;

/// <summary>What an object keeps in memory.</summary>
internal static class Reachable
{
    /// <summary>Every object that can be reached from one, each once.</summary>
    public static IEnumerable<object> From(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object>([root]);
        while (waiting.TryPop(out var found))
        {
            // What leads into the platform, which has the headers of every connection until its next request.
            if (found is Type or Delegate or Pointer or MemberInfo or Thread or ILogger or ILoggerFactory or IServiceProvider || found.GetType().IsPrimitive)
            {
                continue;
            }

            var isValue = found.GetType().IsValueType;
            if (!isValue && !seen.Add(found))
            {
                continue;
            }

            if (!isValue)
            {
                yield return found;
            }

            foreach (var part in found is string ? [] : PartsOf(found))
            {
                waiting.Push(part);
            }
        }
    }

    private static IEnumerable<object> PartsOf(object found) => found is Array array
        ? array.GetType().GetElementType()!.IsPrimitive ? [] : ((IEnumerable)array).OfType<object>()
        : from type in BasesOf(found.GetType())
          from field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
          where !field.FieldType.IsPointer && !field.FieldType.IsByRefLike && !field.FieldType.IsFunctionPointer
          let value = field.GetValue(found)
          where value is not null
          select value;

    private static IEnumerable<Type> BasesOf(Type type)
    {
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            yield return at;
        }
    }
}
