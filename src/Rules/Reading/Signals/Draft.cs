using Reactive.Rules.Yaml;

namespace Reactive.Rules;

/// <summary>
/// Something named that rules may read, as far as it was read: what it is made from is looked up once somebody needs it, so
/// that the order in the file does not matter.
/// </summary>
/// <param name="key">Its name as written.</param>
/// <param name="path">The path of keys that leads to it.</param>
/// <param name="scope">The names that it can use.</param>
internal abstract class Draft(YamlScalar key, string path, NameScope scope)
{
    public enum Stage
    {
        Waiting,
        UnderWay,
        Good,
        Bad,
    }

    /// <summary>Its name as written.</summary>
    public YamlScalar Key => key;

    /// <summary>The path of keys that leads to it.</summary>
    public string Path => path;

    /// <summary>The names that it can use.</summary>
    public NameScope Scope => scope;

    /// <summary>Its whole name: with that of the block that it stands in.</summary>
    public string Name { get; } = scope.FullName(key.Value);

    /// <summary>How far it has come.</summary>
    public Stage Progress { get; set; }

    /// <summary>Makes the signal, looking up what it is made from; null where anything is wrong, which is reported.</summary>
    public abstract SignalDefinition? Build();
}
