namespace Gateway.Settings;

/// <summary>Says whose keys a value kept as JSON may have, so that a misspelt one is found although YARP would ignore it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class YarpSchemaAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;
}
