using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>A signal that is derived in the turns: its map has one of the keys that say how.</summary>
internal abstract class DerivedDraft(ReadContext context, YamlScalar key, string path, NameScope scope) : Draft(key, path, scope)
{
    protected static readonly Flow ContactState = new(FlowKind.State, SymbolType.Contact);

    protected ReadContext Context => context;

    protected ExpressionReader Expressions { get; } = new(context, scope);

    protected SourcePosition Position => context.At(Key.Start);

    protected SignalDefinition Derived(Derivation derivation, Flow flow) => new(Name, Position, [], [], flow) { Derivation = derivation };
}

/// <summary><c>is: CONDITION</c>.</summary>
internal sealed class ConditionDraft(ReadContext context, YamlScalar key, string path, NameScope scope, YamlNode condition) : DerivedDraft(context, key, path, scope)
{
    public override SignalDefinition? Build() => Expressions.Condition(condition, Keys.Signal.Is.Name, ReadContext.Join(Path, Keys.Signal.Is.Name)) is Condition read
        ? Derived(new ConditionDerivation(Position, read), ContactState)
        : null;
}

/// <summary><c>when: EVENT</c>.</summary>
internal sealed class EventDraft(ReadContext context, YamlScalar key, string path, NameScope scope, YamlNode occurrence) : DerivedDraft(context, key, path, scope)
{
    public override SignalDefinition? Build() => Expressions.Event(occurrence, ReadContext.Join(Path, Keys.Signal.When.Name)) is Occurrence read
        ? Derived(new EventDerivation(Position, read), new Flow(FlowKind.Event))
        : null;
}

/// <summary><c>latch: { set: EVENT, reset: EVENT }</c>.</summary>
internal sealed class LatchDraft(ReadContext context, YamlScalar key, string path, NameScope scope, YamlNode latch) : DerivedDraft(context, key, path, scope)
{
    private const string Example = "latch: { set: door becomes cut, reset: key becomes active }";

    public static readonly ParameterSpec Prefer = ParameterSpec.Choice("prefer", "What it does where both come at once.", "reset", "reset", "set");

    public override SignalDefinition? Build()
    {
        string latchPath = ReadContext.Join(Path, Keys.Signal.Latch.Name);
        if (Context.Map(latch, latchPath, Example) is not YamlMap map)
            return null;
        int errors = Context.Report.Errors;
        Context.OnlyKeys(map, latchPath, Keys.Latch.All);
        Context.Required(map, Keys.Latch.Set, latchPath, map.Start, "set: and the event that sets it");
        Occurrence? set = Expressions.Event(map, Keys.Latch.Set, latchPath);
        Occurrence? reset = Expressions.Event(map, Keys.Latch.Reset, latchPath);
        bool preferSet = map.Find(Keys.Latch.Prefer) is YamlEntry prefers && ParameterReader.ReadOne(Context, Prefer, prefers.Value, ReadContext.Join(latchPath, Prefer.Name)) is "set";
        return set is not null && Context.Report.Errors == errors ? Derived(new LatchDerivation(Position, set, reset, preferSet), ContactState) : null;
    }
}

/// <summary><c>counter: { up: EVENT, down: EVENT, reset: EVENT }</c>.</summary>
internal sealed class CounterDraft(ReadContext context, YamlScalar key, string path, NameScope scope, YamlNode counter) : DerivedDraft(context, key, path, scope)
{
    private const string Example = "counter: { up: came, down: went }";
    /// <summary>The most that a counter comes to where it is not told.</summary>
    public const long Farthest = 1_000_000_000;

    public static readonly ParameterSpec From = Bound("from", "Where it starts.", "0");
    public static readonly ParameterSpec Least = Bound("least", "The least it comes to.", "0");
    public static readonly ParameterSpec Most = Bound("most", "The most it comes to.", "1000000000");

    public override SignalDefinition? Build()
    {
        string counterPath = ReadContext.Join(Path, Keys.Signal.Counter.Name);
        if (Context.Map(counter, counterPath, Example) is not YamlMap map)
            return null;
        int errors = Context.Report.Errors;
        Context.OnlyKeys(map, counterPath, Keys.Counter.All);
        Occurrence? up = Expressions.Event(map, Keys.Counter.Up, counterPath);
        Occurrence? down = Expressions.Event(map, Keys.Counter.Down, counterPath);
        Occurrence? reset = Expressions.Event(map, Keys.Counter.Reset, counterPath);
        if (map.Find(Keys.Counter.Up) is null && map.Find(Keys.Counter.Down) is null && !map.MayHave("up") && !map.MayHave("down"))
            Context.Error(DiagnosticCodes.MissingKey, map.Start, counterPath, "nothing counts here", "add up: and the event that is counted");
        long start = Number(map, Keys.Counter.From, 0, counterPath), least = Number(map, Keys.Counter.Least, 0, counterPath), most = Number(map, Keys.Counter.Most, Farthest, counterPath);
        if (Context.Report.Errors != errors)
            return null;
        if (least <= start && start <= most)
            return Derived(new CounterDerivation(Position, up, down, reset, start, least, most), new Flow(FlowKind.State, Unit: Unit.Count));
        Context.Error(DiagnosticCodes.ParametersDisagree, map.Start, counterPath, $"the counter starts at {start}, which does not lie between {least} and {most}", "'from' must lie between 'least' and 'most'");
        return null;
    }

    private long Number(YamlMap map, KeySpec key, long usual, string path) => Context.Whole(map, key, path) ?? usual;

    private static ParameterSpec Bound(string name, string summary, string usual) => ParameterSpec.Of(name, summary, usual, "-1000000000", "1000000000", false, Dimension.Count);
}
