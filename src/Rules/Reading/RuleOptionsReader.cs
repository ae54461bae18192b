using System;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads what a rule says of itself beside its conditions and actions: when it is in force, what it does while it is busy, how strong it is.</summary>
internal sealed class RuleOptionsReader(ReadContext context, NameScope scope)
{
    private const string Off = "off";
    private const string On = "on";

    public static readonly ParameterSpec Mode = ParameterSpec.Choice("mode", "What an activation does while a pulse or sequence of an earlier one is under way: restart it, be ignored, queue, or be done beside it.", OptionWords.Of(RuleMode.Restart), OptionWords.Modes);
    public static readonly ParameterSpec Most = ParameterSpec.Of("most", "How many activations wait (queue) or are done at once (parallel), at most.", "4", "1", "64", false, Dimension.Count);
    public static readonly ParameterSpec OnOverflow = ParameterSpec.Choice("on-overflow", "Which activation is dropped when there is no room for one more; it is counted, and the run has a fault.", OptionWords.Of(OverflowPolicy.DropNewest), OptionWords.Overflows);
    public static readonly ParameterSpec OnUnknown = ParameterSpec.Choice("on-unknown", "What lasts while it cannot be said whether the conditions hold: it ends, or is held.", OptionWords.OnUnknown(holds: false), OptionWords.Unknowns);
    public static readonly ParameterSpec OnRestart = ParameterSpec.Choice("on-restart", "What becomes of a pulse or sequence under way when the device restarts: it is gone, goes on to its original end, or begins anew at the start.", OptionWords.Of(RestartPolicy.Cancel), OptionWords.Restarts);
    public static readonly ParameterSpec Priority = ParameterSpec.Of("priority", "Where rules claim an output active and inactive at once, the higher priority wins.", "5", "1", "9", false, Dimension.Count);

    private readonly ExpressionReader _expressions = new(context, scope);

    /// <summary>The rule with its options; wrong ones are reported.</summary>
    public RuleDefinition Read(RuleDefinition rule, YamlMap map, string path)
    {
        var mode = (RuleMode)Word(map, Keys.Rule.Mode, path, OptionWords.Modes);
        bool bounded = mode is RuleMode.Queue or RuleMode.Parallel;
        foreach (KeySpec bound in (KeySpec[])[Keys.Rule.Most, Keys.Rule.OnOverflow])
        {
            if (!bounded && map.Find(bound) is YamlEntry stray)
                context.Error(DiagnosticCodes.ParametersDisagree, stray.Key.Start, ReadContext.Join(path, bound.Name), $"'{bound.Name}' belongs to the modes 'queue' and 'parallel'", "add 'mode: queue', or remove it");
        }

        if (rule.Do.IsEmpty && map.Find(Keys.Rule.Mode) is YamlEntry idle && map.Find(Keys.Rule.Do) is null)
            context.Error(DiagnosticCodes.ParametersDisagree, idle.Key.Start, ReadContext.Join(path, "mode"), "'mode' says how 'do' is done, and there is none", "remove it");
        return rule with
        {
            Summary = map.Find(Keys.Rule.Summary) is YamlEntry says && context.Text(says.Value, ReadContext.Join(path, "summary"), "summary: what the rule is for") is YamlScalar words ? words.Value : "",
            Enabled = Enabled(map, path),
            Mode = mode,
            Most = bounded ? Count(map, Keys.Rule.Most, path, 4) : 1,
            OnOverflow = (OverflowPolicy)Word(map, Keys.Rule.OnOverflow, path, OptionWords.Overflows),
            HoldUnknown = Word(map, Keys.Rule.OnUnknown, path, OptionWords.Unknowns) == 1,
            OnRestart = (RestartPolicy)Word(map, Keys.Rule.OnRestart, path, OptionWords.Restarts),
            Priority = PriorityOf(map, path),
        };
    }

    /// <summary>The priority that a map gives, or the usual one.</summary>
    public int PriorityOf(YamlMap map, string path) => Count(map, Keys.Rule.Priority, path, RuleDefinition.UsualPriority);

    private Condition? Enabled(YamlMap map, string path)
    {
        if (map.Find(Keys.Rule.Enabled) is not YamlEntry entry)
            return null;
        if (entry.Value is YamlScalar { Value: "true" or "yes" or "false" or "no" } word)
        {
            context.Error(DiagnosticCodes.WrongWord, word.Start, ReadContext.Join(path, Keys.Rule.Enabled.Name), $"'enabled' is a condition, or '{On}' or '{Off}', not {word.Describe()}", $"write 'enabled: {(word.Value is "true" or "yes" ? On : Off)}'");
            return null;
        }

        return entry.Value switch
        {
            YamlScalar { Value: On } => null,
            YamlScalar { Value: Off } off => new ConstantCondition(context.At(off.Start), Off, Holds: false),
            _ => _expressions.Condition(map, Keys.Rule.Enabled, path),
        };
    }

    // which of the words it is; the first of them is what a rule does that says nothing
    private int Word(YamlMap map, KeySpec key, string path, ImmutableArray<string> words) =>
        map.Find(key) is YamlEntry entry && ParameterReader.ReadOne(context, key.Parameter!, entry.Value, ReadContext.Join(path, key.Name)) is string word ? words.IndexOf(word, 0, StringComparer.Ordinal) : 0;

    private int Count(YamlMap map, KeySpec key, string path, int usual) => (int)(context.Whole(map, key, path) ?? usual);
}
