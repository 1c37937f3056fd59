namespace Gateway.Settings;

/// <summary>When a changed setting takes effect; of a section, when all of it does that says nothing else. Event 1104 tells of what waits.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TakesEffectAttribute(Effect when) : Attribute
{
    public Effect When => when;
}
