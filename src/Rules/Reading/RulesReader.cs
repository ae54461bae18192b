using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads <c>rules</c>: what starts each, what must hold, and what it does.</summary>
internal sealed class RulesReader(ReadContext context, NameScope scope)
{
    /// <summary>Rules in one pipeline: far more than a device has, so that what many sites generate fits.</summary>
    public const int MostRules = 20_000;

    private const string Example = "{ when: rex becomes active, do: { pulse: strike, for: 7 s } }";

    public static readonly ParameterSpec For = ParameterSpec.Duration("for", "How long 'when' must hold.", least: "1 ns");
    public static readonly ParameterSpec Cooldown = ParameterSpec.Duration("cooldown", "The least time between two activations.");

    private readonly ActionReader _actions = new(context, scope);
    private readonly ExpressionReader _expressions = new(context, scope);
    private readonly RuleOptionsReader _options = new(context, scope);

    /// <summary>All good rules.</summary>
    public ImmutableArray<RuleDefinition> Read(YamlNode section, string path)
    {
        if (context.Named(section, path, "rules", $"unlock: {Example}") is not YamlMap map)
            return [];
        ImmutableArray<RuleDefinition>.Builder rules = ImmutableArray.CreateBuilder<RuleDefinition>();
        for (int i = 0; i < map.Entries.Count; i++)
        {
            YamlEntry entry = map.Entries[i];
            if (i == MostRules)
            {
                context.Error(DiagnosticCodes.TooMany, entry.Key.Start, path, $"a pipeline has at most {MostRules} rules", "split it");
                break;
            }

            if (context.IsIndentedSection(entry, path, Keys.Rule.All))
            {
                // with nothing in it, what follows was meant to be
                if (entry.Value is YamlScalar)
                    break;
                continue;
            }

            if (Misplaced(map, i, path))
            {
                // what belongs into this rule is no rule
                while (i + 1 < map.Entries.Count && Keys.Rule.All.Has(map.Entries[i + 1].Key.Value))
                    i++;
                continue;
            }

            if (ReadRule(entry, ReadContext.Join(path, entry.Key.Value)) is RuleDefinition rule)
                rules.Add(rule);
        }

        return rules.ToImmutable();
    }

    // "r:" and then "when:" not indented deeper: one mistake, told once
    private bool Misplaced(YamlMap map, int index, string path)
    {
        YamlScalar? next = map.Entries[index].Value is YamlScalar { IsEmpty: true } && index + 1 < map.Entries.Count ? map.Entries[index + 1].Key : null;
        if (next is null || !Keys.Rule.All.Has(next.Value))
            return false;
        context.Error(DiagnosticCodes.WrongShape, next.Start, path, $"'{next.Value}' stands beside the rule '{map.Entries[index].Key.Value}', not in it", "indent it two blanks deeper than the name of the rule");
        return true;
    }

    private static string? Meant(string key) => key switch
    {
        "then" or "action" or "actions" or "run" => "did you mean 'do'?",
        "on" or "trigger" or "event" => "did you mean 'when'?",
        "condition" or "conditions" or "and" or "given" => "did you mean 'if'?",
        "except" or "not" => "did you mean 'unless'?",
        "wait" or "throttle" => "did you mean 'cooldown'?",
        "disabled" => "did you mean 'enabled'?",
        _ => null,
    };

    private RuleDefinition? ReadRule(YamlEntry entry, string path)
    {
        int errors = context.Report.Errors;
        context.Name(entry.Key, path, "a rule");
        if (context.Map(entry.Value, path, Example) is not YamlMap map)
            return null;
        context.OnlyKeys(map, path, Keys.Rule.All, Meant);
        (Occurrence? trigger, Condition? when, bool readable) = When(map, entry.Key.Start, path);
        Condition? must = _expressions.Condition(map, Keys.Rule.If, path);
        Condition? unless = _expressions.Condition(map, Keys.Rule.Unless, path);
        long cooldown = map.Find(Keys.Rule.Cooldown) is YamlEntry pause && Duration(Cooldown, pause, path) is long nanoseconds ? nanoseconds : 0;
        string? starts = (map.Find(Keys.Rule.When)?.Value as YamlScalar)?.Value;
        ImmutableArray<ActionDefinition> once = map.Find(Keys.Rule.Do) is YamlEntry does ? _actions.Read(does.Value, false, ReadContext.Join(path, "do"), starts) : [];
        ImmutableArray<ActionDefinition> lasting = map.Find(Keys.Rule.While) is YamlEntry lasts ? _actions.Read(lasts.Value, true, ReadContext.Join(path, "while"), starts) : [];
        if (map.Find(Keys.Rule.Do) is null && map.Find(Keys.Rule.While) is null && !map.MayHave("do") && !map.MayHave("while"))
            context.Error(DiagnosticCodes.DoesNothing, entry.Key.Start, path, $"the rule '{entry.Key.Value}' does nothing", "add 'do' for what is done once, or 'while' for what lasts");
        if (readable && trigger is not null && when is null && map.Find(Keys.Rule.While) is YamlEntry open && map.Find(Keys.Rule.If) is null && map.Find(Keys.Rule.Unless) is null)
            context.Error(DiagnosticCodes.NothingLasts, open.Key.Start, ReadContext.Join(path, "while"), $"'{trigger.Text}' lasts no time, so nothing says how long 'while' lasts", $"name a state in 'when' or 'if', such as 'if: {ExpressionParser.CureOf(trigger)}', or use 'do' with 'pulse'");
        RuleDefinition rule = _options.Read(new RuleDefinition(scope.FullName(entry.Key.Value), context.At(entry.Key.Start), trigger, when, must, unless, cooldown, once, lasting), map, path);
        return context.Report.Errors == errors ? rule : null;
    }

    // Splits "when" into what starts the rule and what must hold with it.
    private (Occurrence? Trigger, Condition? When, bool Readable) When(YamlMap map, int owner, string path)
    {
        YamlEntry? entry = context.Required(map, Keys.Rule.When, path, owner, "when: and what starts the rule, such as 'rex becomes active'");
        YamlEntry? length = map.Find(Keys.Rule.For);
        long? nanoseconds = length is YamlEntry held ? Duration(For, held, path) : null;
        if (entry is not YamlEntry when || _expressions.Any(when.Value, ReadContext.Join(path, "when")) is not Expression read)
            return default;
        (Occurrence? trigger, Condition? condition) = read switch
        {
            GuardedOccurrence guarded => (guarded.Inner, guarded.Guard),
            Occurrence occurrence => (occurrence, null),
            _ => ((Occurrence?)null, (Condition?)read),
        };
        if (length is not YamlEntry wrap)
            return (trigger, condition, true);
        if (trigger is not null)
        {
            context.Error(DiagnosticCodes.EventHasNoDuration, wrap.Key.Start, ReadContext.Join(path, "for"), $"'for' needs a state in 'when', and '{trigger.Text}' is an event", $"write 'when: {ExpressionParser.CureOf(trigger)}'");
            return default;
        }

        if (nanoseconds is long span)
            condition = new ForCondition(condition!.Position, $"{condition.Text} for {wrap.Value}", condition, span);
        return (null, condition, true);
    }

    private long? Duration(ParameterSpec spec, YamlEntry entry, string path) =>
        ParameterReader.ReadOne(context, spec, entry.Value, ReadContext.Join(path, spec.Name)) is Quantity quantity ? quantity.Nanoseconds : null;
}
